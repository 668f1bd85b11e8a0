import { type FaithfulnessResult, isOfMaps, parseFaithfulness, type Study } from '@umbra/core/study'
import { type FoundResult, newestQuoted, type QuotedKind, readQuoted } from './quoted-results.js'

/** What a faithfulness result is written to. */
export const FAITHFULNESS_FILE = 'faithfulness.json'

/** A faithfulness result, and the path it was read from. */
export type FoundFaithfulness = FoundResult<FaithfulnessResult>

const KIND: QuotedKind<FaithfulnessResult> = {
  file: FAITHFULNESS_FILE,
  prefix: 'faithfulness-',
  missing: 'FAITHFULNESS_NOT_FOUND',
  parse: parseFaithfulness,
}

/**
 * Reads the faithfulness result at a path: the file, or the folder it lies in.
 *
 * @throws InputError FAITHFULNESS_NOT_FOUND, FAITHFULNESS_FORMAT, MANIFEST_FORMAT, FILE_DAMAGED
 */
export function readFaithfulness(path: string): Promise<FoundFaithfulness> {
  return readQuoted(path, KIND)
}

/** The newest faithfulness result of maps as a study makes them, in a folder or in those Umbra made. @param note - as of `findRobustness` */
export function findFaithfulness(
  study: Study,
  folder: string,
  note: (text: string) => void,
): Promise<FoundFaithfulness | undefined> {
  return newestQuoted(KIND, folder, (result) => isOfMaps(result, study.result), note)
}
