import { isAbout, parseRobustness, type RobustnessResult, type Study } from '@umbra/core/study'
import { type FoundResult, newestQuoted, type QuotedKind, readQuoted } from './quoted-results.js'

/** What a robustness result is written to. */
export const ROBUSTNESS_FILE = 'robustness.json'

/** A robustness result, and the path it was read from. */
export type FoundRobustness = FoundResult<RobustnessResult>

const KIND: QuotedKind<RobustnessResult> = {
  file: ROBUSTNESS_FILE,
  prefix: 'robustness-',
  missing: 'ROBUSTNESS_NOT_FOUND',
  parse: parseRobustness,
}

/**
 * Reads the robustness result at a path: the file, or the folder it lies in.
 *
 * @throws InputError ROBUSTNESS_NOT_FOUND, ROBUSTNESS_FORMAT, MANIFEST_FORMAT, FILE_DAMAGED
 */
export function readRobustness(path: string): Promise<FoundRobustness> {
  return readQuoted(path, KIND)
}

/**
 * The newest robustness result about a study's classes, data and model, in a folder or in those Umbra made.
 *
 * @param note - is told of those that cannot be read, which nobody named and which therefore stop nothing
 */
export function findRobustness(
  study: Study,
  folder: string,
  note: (text: string) => void,
): Promise<FoundRobustness | undefined> {
  const { sha256 } = study.result.provenance.model
  const fits = (result: RobustnessResult) =>
    isAbout(result, study) && result.models.some((model) => model.sha256 === sha256)
  return newestQuoted(KIND, folder, fits, note)
}
