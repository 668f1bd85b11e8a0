import { join } from 'node:path'
import {
  isStudyConfig,
  type Named,
  type NamedPart,
  type PairsConfig,
  parsePart,
  parseRobustnessPart,
  ROBUSTNESS_PART,
  type ScoredRobustness,
  type StudyConfig,
} from '@umbra/core/study'
import { readIfThere } from '../disk/read-if-there.js'
import { inputError } from '../input-error.js'
import { documentedFiles, requireDocumented } from '../output/documented-files.js'
import { MANIFEST_FILE } from '../output/manifest.js'

const STUDY_PART = ['part.json', 'part.bin'] as const

/** The parts of one study, of one comparison of all pairs, or of a study and its repetitions. */
export type Parts =
  | { readonly kind: 'study'; readonly parts: readonly NamedPart<StudyConfig>[] }
  | { readonly kind: 'pairs'; readonly parts: readonly NamedPart<PairsConfig>[] }
  | {
      readonly kind: 'robustness'
      readonly parts: readonly NamedPart<StudyConfig>[]
      readonly scored: readonly Named<ScoredRobustness>[]
    }

/**
 * Reads the parts that `--shard` left in folders.
 *
 * @throws InputError PART_NOT_FOUND, MANIFEST_FORMAT, FILE_DAMAGED, PART_FORMAT, PARTS_DIFFER where parts of several kinds are
 *   mixed
 */
export async function readParts(folders: readonly string[]): Promise<Parts> {
  const parts: NamedPart[] = []
  const scored: Named<ScoredRobustness>[] = []
  for (const name of folders) {
    const own = await readFolder(name)
    parts.push({ name, part: own.part })
    if (own.scored) scored.push({ name, part: own.scored })
  }
  const studies = parts.filter((named): named is NamedPart<StudyConfig> => isStudyConfig(named.part.config))
  if (scored.length > 0 && scored.length < parts.length) {
    const plain = parts.find(({ name }) => scored.every((other) => other.name !== name))!
    throw inputError(
      'PARTS_DIFFER',
      `${plain.name} is part of a study alone, ${scored[0]!.name} of a study and its repetitions`,
    )
  }
  if (studies.length === parts.length) {
    return scored.length > 0
      ? { kind: 'robustness', parts: studies, scored }
      : { kind: 'study', parts: studies }
  }
  const pairs = parts.filter((named): named is NamedPart<PairsConfig> => !isStudyConfig(named.part.config))
  if (pairs.length === parts.length) return { kind: 'pairs', parts: pairs }
  throw inputError(
    'PARTS_DIFFER',
    `${studies[0]!.name} is part of a study of two classes, ${pairs[0]!.name} of one of all classes`,
  )
}

async function readFolder(folder: string) {
  const documented = await documentedFiles(folder)
  const read = async (names: readonly [string, string]) => {
    const [json, binary] = await Promise.all(names.map((name) => readIfThere(join(folder, name))))
    if (!json || !binary) throw inputError('PART_NOT_FOUND', `there is no finished part in ${folder}`)
    if (!documented) {
      throw inputError(
        'PART_NOT_FOUND',
        `there is no ${MANIFEST_FILE} in ${folder}: its part was not finished, or not copied whole`,
      )
    }
    requireDocumented(documented, folder, names[0], json)
    requireDocumented(documented, folder, names[1], binary)
    return [json, binary, folder] as const
  }
  const part = await parsePart(...(await read(STUDY_PART)))
  const repeated = documented?.has(ROBUSTNESS_PART[0])
  return { part, scored: repeated ? await parseRobustnessPart(...(await read(ROBUSTNESS_PART))) : undefined }
}
