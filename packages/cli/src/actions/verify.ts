import { version } from '@umbra/core/explain'
import {
  type Checked,
  type ComparedFiles,
  Differences,
  differenceText,
  verificationSentence,
} from '@umbra/core/study'
import type { Context } from '../context.js'
import { inputError } from '../input-error.js'
import { checkFiles } from '../verification/check-files.js'
import { computePart } from '../verification/compute-part.js'
import { findSources, type Given } from '../verification/find-sources.js'
import { readRecorded } from '../verification/recorded.js'
import { readLine } from '../verification/recorded-line.js'
import { quotedFiles, repeat } from '../verification/repeat.js'
import { openResult, type ResultFolder } from '../verification/result-folder.js'

export interface VerifyOptions extends Given {
  /** Share of the images computed again; all, and all that is made of them, unless given. */
  readonly part?: number
  /** Which images a part is; 0 unless given. */
  readonly seed?: number
  readonly tolerance?: number
  readonly threads: number | 'auto'
}

/**
 * Is a result what computing it again gives? Its files by their hashes, its model and data by theirs, then its numbers: the work behind
 * `umbra verify`.
 *
 * @throws Error RESULT_DIFFERS once that is said; InputError where it cannot be told
 */
export async function verify(path: string, options: VerifyOptions, context: Context): Promise<void> {
  const { terminal, signal } = context
  if (options.part === undefined && options.seed !== undefined)
    terminal.warn('--seed changes nothing without --part')
  const result = await openResult(path)
  const { differences, others } = await checkFiles(path, result.manifest, signal)
  noteOthers(path, others, terminal)
  if (differences.length > 0) {
    // What is not as it was written says nothing of how it was computed.
    return conclude(new Differences(differences).of(0, 0), {}, result, context)
  }
  if (!result.manifest.sealed) {
    terminal.warn(
      'manifest.json is from before manifests were sealed: nothing tells whether itself is as it was written',
    )
  }
  const line = await readLine(result.manifest.command, context)
  const recorded = await readRecorded(result)
  const engine = recorded[0]?.provenance.engine ?? result.manifest.engine
  requireBits(engine.variant, options)
  const sealed = result.manifest.files.length
  terminal.note(`${sealed} files are as they were written. Computing again: ${result.manifest.command}`)
  const sources = await findSources(result, recorded, line, options, context)
  if (options.part === undefined && options.tolerance === undefined) {
    const checked = await repeat(result, recorded, line, { ...sources, threads: options.threads }, context)
    const quoted = quotedFiles(result)
    const compared = { remade: sealed, ...(quoted.length > 0 && { quoted }) }
    return conclude(checked, compared, result, context, engine.name)
  }
  if (result.kind === 'robustness')
    terminal.note(
      'The repetitions can be computed again as a whole only, without --part: images of the study are',
    )
  noteWholeOnly(result, terminal)
  const { part: share = 1, seed = 0, tolerance, threads } = options
  const ran = engine.name === 'batched' ? 'batched' : 'auto'
  const checking = { share, seed, ...(tolerance !== undefined && { tolerance }) }
  const checked = await computePart(
    result,
    recorded,
    line,
    { ...sources, engine: ran, threads },
    checking,
    context,
  )
  conclude(
    checked,
    { sealed, seed, ...(tolerance !== undefined && { tolerance }) },
    result,
    context,
    engine.name,
  )
}

function noteOthers(path: string, others: readonly string[], terminal: Context['terminal']): void {
  if (others.length === 0) return
  const some = `${others.slice(0, 3).join(', ')}${others.length > 3 ? ', …' : ''}`
  terminal.warn(`In ${path} lies what is not of this result, and is not looked at: ${some}`)
}

/** Says what else was added to explanations, which no part of them is compared with. */
function noteWholeOnly({ kind, manifest }: ResultFolder, terminal: Context['terminal']): void {
  if (kind !== 'explanation' && kind !== 'explanations') return
  const added = ['randomisation.json', 'faithfulness.json', 'uncertainty.json'].filter((name) =>
    manifest.files.some((file) => file.name === name),
  )
  if (added.length > 0) terminal.note(`Computed again as a whole only, without --part: ${added.join(', ')}`)
}

/** Bits of relaxed SIMD are those of a machine. @throws InputError VERIFY_RELAXED */
function requireBits(variant: string | undefined, { tolerance }: VerifyOptions): void {
  if (variant === undefined || !/relaxed/.test(variant) || tolerance !== undefined) return
  throw inputError(
    'VERIFY_RELAXED',
    `the result was computed with ${variant}, whose bits are those of the machine it ran on`,
  )
}

/** Says what was found. @throws Error RESULT_DIFFERS; InputError where a difference proves nothing */
function conclude(
  checked: Checked,
  compared: ComparedFiles,
  { path, kind, manifest }: ResultFolder,
  { terminal }: Context,
  engine?: string,
): void {
  const sentence = verificationSentence(checked, compared)
  const { differing, differences } = checked
  const same = differing === 0
  terminal.json({
    schema: 'umbra.verification/1',
    result: path,
    kind,
    same,
    sentence,
    ...compared,
    ...checked,
  })
  if (same) {
    terminal.printSentence(sentence)
    return
  }
  for (const difference of differences) terminal.print(differenceText(difference))
  if (differing > differences.length) terminal.print(`… and ${differing - differences.length} more`)
  // Files that were changed were changed, whoever computed them.
  if (engine === undefined || (manifest.umbra === version && engine !== 'batched')) {
    throw Object.assign(new Error(`RESULT_DIFFERS: ${sentence}`), { code: 'RESULT_DIFFERS' })
  }
  const why =
    manifest.umbra === version
      ? 'the batched path computed it, whose bits are those of its runtime'
      : `Umbra ${manifest.umbra} computed it, and this is ${version}, whose bits may be others`
  throw inputError(
    'VERIFY_OTHER_BITS',
    `${sentence} But ${why}: this does not tell whether the result was changed`,
  )
}
