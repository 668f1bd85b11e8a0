import { InputError, parseStudyData } from '@umbra/core'
import { StudioError } from '../studio-error.js'
import { drawStudy } from './draw-result.js'
import type { DrawnStudy, StudyFilesRequest } from './protocol.js'

/**
 * A study with its maps and images, out of the files it was written to, and its figures.
 *
 * @throws InputError VERIFY_FORMAT, StudioError RESULT_FORMAT, and all that reading an archive throws
 */
export async function openStudy({ result, maps, samples }: StudyFilesRequest): Promise<DrawnStudy> {
  const files = { maps: new Uint8Array(await maps.arrayBuffer()), samples: await samples.text() }
  const study = { result, data: parseStudyData(files, result.tests.regions.length) }
  try {
    return { study, figures: drawStudy(study) }
  } catch (cause) {
    if (cause instanceof InputError) throw cause
    throw new StudioError('RESULT_FORMAT', 'no figures can be drawn of this result.json', { cause })
  }
}
