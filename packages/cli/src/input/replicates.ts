import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parseOptions, trainingConfigSchema } from '@umbra/core/options'
import type { TrainingConfig } from '@umbra/core/training'
import { inputError } from '../input-error.js'
import { shippedFolder } from '../shipped-files.js'
import { hasModel, type OpenedModel, openModel } from './open-model.js'

/** Networks this project trained as it trained the reference model, from other seeds. */
const REPLICATES = shippedFolder('replicates')

/**
 * The configurations of networks trained as a model was, but from other seeds: the next ones.
 *
 * @param models - how many networks there shall be with the model itself, 2 or more
 * @throws InputError TRAINING_UNKNOWN if the model does not say how it was trained
 */
export function replicateConfigs({ training, source }: OpenedModel, models: number): TrainingConfig[] {
  if (!training) {
    throw inputError(
      'TRAINING_UNKNOWN',
      `${source} does not say how it was trained, so no other network can be trained in the same way`,
    )
  }
  const config = parseOptions(trainingConfigSchema, training.config)
  return Array.from({ length: models - 1 }, (_, k) => ({ ...config, seed: config.seed + k + 1 }))
}

/** The replicate that came with Umbra, if there is one of this very configuration and training data. */
export async function shippedReplicate(
  config: TrainingConfig,
  data: { readonly images: string; readonly labels: string },
): Promise<OpenedModel | undefined> {
  const name = `seed-${config.seed}`
  const path = join(REPLICATES, name)
  if (!(await hasModel(path))) return undefined
  const model = await openModel(path)
  const { training } = model
  if (training?.data.sha256.images !== data.images || training.data.sha256.labels !== data.labels)
    return undefined
  const same = identity(training.config) === identity(config)
  return same ? { ...model, source: `replicates/${name}` } : undefined
}

/**
 * A model and the networks that come with Umbra and were trained as it was, but from other seeds.
 *
 * @throws InputError UNCERTAINTY_NETWORKS where there are none
 */
export async function shippedNetworks(
  model: Pick<OpenedModel, 'model' | 'source' | 'training'>,
): Promise<readonly Pick<OpenedModel, 'model' | 'source'>[]> {
  const { training, source } = model
  const config = training && parseOptions(trainingConfigSchema, training.config)
  const found: Pick<OpenedModel, 'model' | 'source'>[] = [model]
  const names = config ? await readdir(REPLICATES).catch(() => []) : []
  const seeds = names.map((name) => Number(/^seed-(\d+)$/.exec(name)?.[1])).sort((a, b) => a - b)
  for (const seed of seeds) {
    if (!Number.isInteger(seed) || seed === config!.seed) continue
    const replicate = await shippedReplicate({ ...config!, seed }, training!.data.sha256)
    if (replicate) found.push(replicate)
  }
  if (found.length > 1) return found
  throw inputError('UNCERTAINTY_NETWORKS', `no networks that were trained as ${source} was come with Umbra`)
}

function identity(config: object): string {
  return JSON.stringify(Object.entries(config).sort())
}
