import { join } from 'node:path'
import {
  isStudyConfig,
  type MappedPart,
  type NamedPart,
  type PairsConfig,
  parsePart,
  type StudyConfig,
} from '@umbra/core/study'
import { readIfThere } from '../disk/read-if-there.js'
import { inputError } from '../input-error.js'
import { documentedFiles, requireDocumented } from '../output/documented-files.js'
import { MANIFEST_FILE } from '../output/manifest.js'

const FILES = ['part.json', 'part.bin']

/** The parts of one study, or of one comparison of all pairs. */
export type Parts =
  | { readonly kind: 'study'; readonly parts: readonly NamedPart<StudyConfig>[] }
  | { readonly kind: 'pairs'; readonly parts: readonly NamedPart<PairsConfig>[] }

/**
 * Reads the parts that `--shard` left in folders.
 *
 * @throws InputError PART_NOT_FOUND, MANIFEST_FORMAT, FILE_DAMAGED, PART_FORMAT, PARTS_DIFFER where studies and pairs are
 *   mixed
 */
export async function readParts(folders: readonly string[]): Promise<Parts> {
  const parts: NamedPart[] = []
  for (const name of folders) parts.push({ name, part: await readPart(name) })
  const studies = parts.filter((named): named is NamedPart<StudyConfig> => isStudyConfig(named.part.config))
  if (studies.length === parts.length) return { kind: 'study', parts: studies }
  const pairs = parts.filter((named): named is NamedPart<PairsConfig> => !isStudyConfig(named.part.config))
  if (pairs.length === parts.length) return { kind: 'pairs', parts: pairs }
  throw inputError(
    'PARTS_DIFFER',
    `${studies[0]!.name} is part of a study of two classes, ${pairs[0]!.name} of one of all classes`,
  )
}

async function readPart(folder: string): Promise<MappedPart> {
  const [json, binary] = await Promise.all(FILES.map((name) => readIfThere(join(folder, name))))
  if (!json || !binary) throw inputError('PART_NOT_FOUND', `there is no finished part in ${folder}`)
  const documented = await documentedFiles(folder)
  if (!documented) {
    throw inputError(
      'PART_NOT_FOUND',
      `there is no ${MANIFEST_FILE} in ${folder}: its part was not finished, or not copied whole`,
    )
  }
  requireDocumented(documented, folder, 'part.json', json)
  requireDocumented(documented, folder, 'part.bin', binary)
  return parsePart(json, binary, folder)
}
