import {
  baselineNeedsData,
  baselineOfData,
  createExplainer,
  isNetworkModel,
  modelSha256,
  version,
  windowGrid,
  withoutOriginal,
} from '@umbra/core/explain'
import {
  interactionsOptionsSchema,
  modelSettingsSchema,
  occlusionOptionsSchema,
  parseOptions,
} from '@umbra/core/options'
import type { Context } from '../context.js'
import { readData } from '../input/data.js'
import { openModelToExplain, type ReadyModel } from '../input/open-model.js'
import { pictureOptionsFor } from '../input/picture-options.js'
import { inputError } from '../input-error.js'
import type { ExplainOptions } from '../options/explain-options.js'
import { interactionChoices } from '../options/interaction-choices.js'
import { occlusionOf } from '../options/occlusion-of.js'
import { chosen } from '../options/schema-options.js'
import type { Explained } from '../output/explained-image.js'
import { imageSha256 } from '../output/image-sha256.js'
import type { DocumentedExplanations } from '../output/manifest.js'
import { OutputFolder } from '../output/output-folder.js'
import { imageOf, readImages } from '../pictures/images-to-explain.js'
import { noteForecast } from '../terminal/forecast-note.js'
import { noteModel } from '../terminal/model-note.js'
import { noteProducts } from '../terminal/products-note.js'
import { noteInputRange } from '../terminal/range-note.js'
import { noteWindows } from '../terminal/window-note.js'
import { additionsOf } from './explain-additions.js'
import { type ExplainSubject, explainImages, explainKept } from './explain-images.js'
import { reportOne, reportSeveral } from './report-explained.js'

/** Explains images: draws one in the terminal or lists several, prints them as JSON, writes them into a folder. */
export async function explain(
  paths: readonly string[],
  options: ExplainOptions,
  context: Context,
): Promise<void> {
  if ((paths.length === 0) === (options.index === undefined)) {
    throw inputError('USAGE', 'explain takes images: paths, or --index with a place in the test split')
  }
  const given = chosen(occlusionOptionsSchema, options)
  requireSense(given, options)
  requireFolder(options)
  const folder = options.out === undefined ? undefined : await OutputFolder.prepare(options.out)
  try {
    const asked = await openAsked(paths, given, options, folder !== undefined, context)
    const explainer = await createExplainer(asked.model.model, {
      engine: options.engine,
      threads: options.threads,
      // What travels to other machines is the model as it was read.
      lent: options.queue === undefined,
      // Weights drawn anew are drawn in place of those there were.
      given: !options.randomise && options.queue === undefined,
    })
    try {
      await explainWith({ ...asked, explainer }, folder, options, context)
    } finally {
      explainer.dispose()
    }
  } finally {
    await folder?.release()
  }
}

/** Opens the model, and reads the images and the data that they or the baseline need. @param isKept - whether files are written */
async function openAsked(
  paths: readonly string[],
  given: Record<string, unknown>,
  options: ExplainOptions,
  isKept: boolean,
  { terminal, replay }: Context,
): Promise<Omit<ExplainSubject, 'explainer'>> {
  const opened = await openModelToExplain(options.model, chosen(modelSettingsSchema, options))
  const sha256 = isKept ? await modelSha256(opened.model) : ''
  const model = await withWhatRuns(opened, options.engine)
  noteModel(model, terminal)
  const occlusion = occlusionOf(options, model)
  noteWindows(given, occlusion, { images: { shape: [1, ...model.inputShape] } }, terminal)
  const fitting = pictureOptionsFor(model, options, terminal)
  const needsData = options.index !== undefined || baselineNeedsData(occlusion.baseline)
  const data = needsData ? await readData(options.data, 'test', fitting) : undefined
  const found =
    options.index === undefined
      ? await readImages(paths, model.inputShape, options, terminal)
      : [imageOf(data!, options.index)]
  const images = (await replay?.images(found)) ?? found
  noteInputRange(
    model.model,
    images.map((image) => image.images),
    terminal,
  )
  return { model, sha256, occlusion, data, images }
}

/** Explains, and reports it with what else is asked for. @param asked - its baseline yet to be told of its data */
async function explainWith(
  asked: ExplainSubject,
  folder: OutputFolder | undefined,
  options: ExplainOptions,
  context: Context,
): Promise<void> {
  const { explainer, images, occlusion, model, data } = asked
  noteProducts(explainer.engine, context.terminal)
  const [rows, columns] = windowGrid(model.inputShape, occlusion).positions
  await noteForecast(explainer, images, rows * columns, context.terminal)
  const baseline = data
    ? await baselineOfData(occlusion.baseline, data, explainer.inputShape)
    : occlusion.baseline
  const subject = { ...asked, occlusion: { ...occlusion, baseline } }
  const added = await additionsOf(subject, options, context)
  const created = new Date().toISOString()
  const into = folder && { folder, documented: () => documentedBy(asked, created, context) }
  const report = async (explained: AsyncGenerator<Explained, void, undefined>) => {
    if (images.length === 1) await reportOne((await explained.next()).value!, added, into, context)
    else await reportSeveral(explained, added, into, context)
  }
  if (folder && (images.length > 1 || options.queue !== undefined))
    await explainKept(subject, folder, options, context, report)
  else await report(explainImages(subject, context))
}

function documentedBy(
  { model, sha256, images, occlusion, data, explainer }: ExplainSubject,
  created: string,
  { reproducibleLine: command, replay }: Context,
): DocumentedExplanations {
  const { source, preprocessing } = model
  const documented = {
    config: occlusion,
    provenance: {
      umbra: version,
      command,
      created,
      ...(data && { data: { name: data.name, sha256: data.sha256 } }),
      model: { sha256, source, ...(preprocessing && { preprocessing }) },
      engine: explainer.engine,
      versions: { node: process.versions.node },
    },
    images: images.map(({ name, images: { data: values } }) => ({ name, sha256: imageSha256(values) })),
  }
  return replay?.documented(documented) ?? documented
}

/** Lets go of the file of a model whose network runs: a large one takes as much memory again. */
async function withWhatRuns(opened: ReadyModel, engine: ExplainOptions['engine']): Promise<ReadyModel> {
  const { model } = opened
  if (engine === 'batched' || !isNetworkModel(model)) return opened
  return { ...opened, model: await withoutOriginal(model) }
}

/** Finds options that make no sense before anything is read; a class by name has to wait for the model. */
function requireSense(given: Record<string, unknown>, options: ExplainOptions): void {
  const { target, ...rest } = given
  parseOptions(occlusionOptionsSchema, typeof target === 'string' ? rest : given)
  if (options.interactions !== undefined) parseOptions(interactionsOptionsSchema, interactionChoices(options))
}

/** What is kept and gone on from lies in the folder of results. */
function requireFolder({ out, resume, queue }: ExplainOptions): void {
  if (out !== undefined) return
  const asked = queue === undefined ? resume && 'resume' : 'queue'
  if (asked)
    throw inputError('USAGE', `explain --${asked} keeps maps in the folder of results: name it by --out`)
}
