import { join } from 'node:path'
import {
  baselineNeedsData,
  baselineOfData,
  createExplainer,
  type Explainer,
  type OcclusionOptions,
  parseExplanations,
} from '@umbra/core/explain'
import { occlusionOptionsSchema, parseJson, parseOptions, studyConfigSchema } from '@umbra/core/options'
import {
  type Checked,
  type Checking,
  checkExplanations,
  checkFaithfulness,
  checkMethods,
  checkStudy,
  Differences,
  parseFaithfulness,
  parseMethods,
  type Recorded,
} from '@umbra/core/study'
import type { Context } from '../context.js'
import { readIfThere } from '../disk/read-if-there.js'
import { inputError } from '../input-error.js'
import { progressOn } from '../terminal/progress.js'
import { computeInteractions } from './compute-interactions.js'
import type { FoundSources } from './find-sources.js'
import { configDifference } from './recorded-config.js'
import type { RecordedLine } from './recorded-line.js'
import { documentOf, LARGEST_DOCUMENT, type ResultFolder } from './result-folder.js'

/** What a result is computed again from, and by which engine. */
export interface Sources extends FoundSources {
  readonly engine: 'auto' | 'incremental' | 'batched'
  readonly threads: number | 'auto'
}

/**
 * Computes some images of a result again, and compares what they come to.
 *
 * @throws InputError VERIFY_WHOLE for results that keep nothing of single images, RESULT_FORMAT, VERIFY_FORMAT
 */
export async function computePart(
  result: ResultFolder,
  recorded: readonly Recorded[],
  line: RecordedLine,
  sources: Sources,
  checking: Checking,
  context: Context,
): Promise<Checked> {
  if (result.kind === 'pairs') {
    throw inputError(
      'VERIFY_WHOLE',
      'pairs.json keeps no map of a single image: it can be computed again as a whole only, without --part',
    )
  }
  const other = configDifference(result, recorded[0], line, sources)
  if (other) return { images: 0, of: 0, largest: 0, differing: 1, differences: [other] }
  const { engine, threads, model } = sources
  const explainer = await createExplainer(model.opened.model, { engine, threads })
  try {
    return await checked(result, recorded, line, explainer, sources, checking, context)
  } finally {
    explainer.dispose()
  }
}

async function checked(
  folder: ResultFolder,
  [recorded]: readonly Recorded[],
  line: RecordedLine,
  explainer: Explainer,
  { data, images, model }: Sources,
  checking: Checking,
  context: Context,
): Promise<Checked> {
  const { path, kind, manifest } = folder
  const { signal, terminal } = context
  const task = { signal, onProgress: progressOn(terminal) }
  const bytesOf = async (name: string) => {
    const bytes = await readIfThere(join(path, name))
    if (bytes) return bytes
    throw inputError('FILE_DAMAGED', `${join(path, name)} is missing`)
  }
  if (kind === 'faithfulness') {
    const file = documentOf(kind)
    const result = parseFaithfulness(await bytesOf(file), join(path, file))
    const baseline = await baselineOfData(result.config.baseline, data!, explainer.inputShape)
    const { images: dataset, labels } = data!
    return checkFaithfulness(result, explainer, { baseline, dataset, labels }, checking, task)
  }
  if (kind === 'methods') {
    const file = documentOf(kind)
    const methods = parseMethods(await bytesOf(file), join(path, file))
    const baseline = await baselineOfData(methods.config.baseline, data!, explainer.inputShape)
    const unlabelled = line.operands.length > 0
    const of = { model: model.opened.model, baseline, data: data!, unlabelled }
    return checkMethods(methods, explainer, of, checking, task)
  }
  if (kind === 'explanation' || kind === 'explanations') {
    const file = documentOf(kind)
    const bytes = await readIfThere(join(path, file), LARGEST_DOCUMENT)
    const documents = parseExplanations(parseJson(bytes!, file, 'RESULT_FORMAT'))
    const options = parseOptions(occlusionOptionsSchema, manifest.config as OcclusionOptions)
    const baseline = baselineNeedsData(options.baseline)
      ? await baselineOfData(options.baseline, data!, explainer.inputShape)
      : options.baseline
    if (documents.length !== images!.length)
      throw inputError(
        'RESULT_FORMAT',
        `${file} has ${documents.length} explanations of ${images!.length} images`,
      )
    const { classNames } = model.opened
    const own = { images: images!, classNames, options: { ...options, baseline } }
    const written = { ...own, file, documents, images: (place: number) => images![place]!.images }
    const explained = await checkExplanations(written, explainer, checking, task)
    const together = await computeInteractions(folder, line, explainer, own, checking, context)
    return together ? joined(explained, together) : explained
  }
  const config = parseOptions(studyConfigSchema, recorded!.config)
  const baseline = await baselineOfData(config.baseline, data!, explainer.inputShape)
  const written = {
    config,
    dataName: data!.name,
    maps: await bytesOf('maps.npz'),
    samples: new TextDecoder().decode(await bytesOf('samples.csv')),
  }
  return checkStudy(written, explainer, { baseline, dataset: data!.images }, checking, task)
}

/** What was found of the same images in two documents. */
function joined(first: Checked, second: Checked): Checked {
  const all = new Differences()
  for (const found of [first, second]) all.include(found)
  return all.of(first.images, first.of)
}
