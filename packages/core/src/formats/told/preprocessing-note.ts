import type { ModelSettingsInput } from '../../network/model-settings.js'
import { beginningOf } from '../keras/input-range.js'
import type { ReadArtifacts, ReadModel } from '../model.js'
import { networkBeginning } from './network-beginning.js'

const ASSUMED =
  'nothing tells how its images are prepared: pixels are given as 0 … 1; --scale, --mean, --std and --channel-order, or umbra.json, change that'

/**
 * What is assumed of a model's preprocessing where nothing tells it, in one line that says how to change it: a file tells by settings, by a
 * first layer that scales, or by being trained by Umbra.
 *
 * @param given - all that its files and a person say
 */
export async function preprocessingNote(
  read: ReadModel | ReadArtifacts,
  given: ModelSettingsInput,
): Promise<string | undefined> {
  const { scale, mean, std, channelOrder } = given
  if ([scale, mean, std, channelOrder].some((setting) => setting !== undefined)) return undefined
  // Whoever writes network.json writes down what is done before it.
  if (read.format === 'network.json') return undefined
  if (!('artifacts' in read)) return read.network && networkBeginning(read.network) ? undefined : ASSUMED
  const { artifacts } = read
  if (artifacts.userDefinedMetadata?.umbra || beginningOf(artifacts)) return undefined
  const { applicationNote } = await import('./keras-applications.js')
  return applicationNote(artifacts.modelTopology) ?? ASSUMED
}
