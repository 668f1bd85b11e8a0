import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import {
  baselineNeedsData,
  baselineOfData,
  createExplainer,
  type Dataset,
  type Explainer,
  isNetworkModel,
  modelSha256,
  type OcclusionOptions,
  type ResolvedOcclusionOptions,
  version,
  windowGrid,
  withDefaultWindows,
  withoutOriginal,
} from '@umbra/core/explain'
import {
  faithfulnessOptionsSchema,
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
import { classIndex } from '../options/class-index.js'
import { interactionChoices } from '../options/interaction-choices.js'
import { chosen } from '../options/schema-options.js'
import type { PictureChoices, QueueChoices } from '../options/shared-options.js'
import type { UncertaintyChoices } from '../options/uncertainty-options.js'
import type { Explained } from '../output/explained-image.js'
import { imageSha256 } from '../output/image-sha256.js'
import type { Documented } from '../output/manifest.js'
import { OutputFolder } from '../output/output-folder.js'
import { type ImageToExplain, imageOf, readImages } from '../pictures/images-to-explain.js'
import {
  type ExplanationOutline,
  explanationSummary,
  outlineOf,
  severalSummary,
} from '../summaries/explanation-summary.js'
import { noteForecast } from '../terminal/forecast-note.js'
import { noteLetters } from '../terminal/letters-note.js'
import { noteModel } from '../terminal/model-note.js'
import { noteProducts } from '../terminal/products-note.js'
import { noteInputRange } from '../terminal/range-note.js'
import { noteWindows } from '../terminal/window-note.js'
import type { Addition } from './addition.js'
import { explainImages, explainKept } from './explain-images.js'
import { printWritten } from './written.js'

/** The options of `umbra explain`, besides those of the schema. */
export interface ExplainOptions
  extends PictureChoices,
    QueueChoices,
    UncertaintyChoices,
    Readonly<Record<string, unknown>> {
  readonly index?: number
  readonly model?: string
  readonly data: string
  readonly out?: string
  readonly resume?: boolean
  readonly randomise?: boolean
  readonly faithfulness?: boolean
  readonly interactions?: string
}

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
    const opened = await openModelToExplain(options.model, chosen(modelSettingsSchema, options))
    const sha256 = folder && (await modelSha256(opened.model))
    const model = await withWhatRuns(opened, options.engine)
    noteModel(model, context.terminal)
    const target = classIndex(given.target, model.classNames, ['predicted', 'label'])
    const occlusion = parseOptions(
      occlusionOptionsSchema,
      withDefaultWindows({ ...given, target }, model.inputShape),
    )
    noteWindows(given, occlusion, { images: { shape: [1, ...model.inputShape] } }, context.terminal)
    const fitting = pictureOptionsFor(model, options, context.terminal)
    const needsData = options.index !== undefined || baselineNeedsData(occlusion.baseline)
    const data = needsData ? await readData(options.data, 'test', fitting) : undefined
    const found =
      options.index === undefined
        ? await readImages(paths, model.inputShape, options, context.terminal)
        : [imageOf(data!, options.index)]
    const images = (await context.replay?.images(found)) ?? found
    noteInputRange(
      model.model,
      images.map((image) => image.images),
      context.terminal,
    )
    const explainer = await createExplainer(model.model, {
      engine: options.engine,
      threads: options.threads,
      // What travels to other machines is the model as it was read.
      lent: options.queue === undefined,
      // Weights drawn anew are drawn in place of those there were.
      given: !options.randomise && options.queue === undefined,
    })
    try {
      noteProducts(explainer.engine, context.terminal)
      const [rows, columns] = windowGrid(model.inputShape, occlusion).positions
      await noteForecast(explainer, images, rows * columns, context.terminal)
      const baseline = data
        ? await baselineOfData(occlusion.baseline, data, explainer.inputShape)
        : occlusion.baseline
      const resolved = { ...occlusion, baseline }
      noteOwnWork(options, context)
      const added = [
        ...(await randomisation(model, images, resolved, options, context)),
        ...(await faithfulness(explainer, images, resolved, options, context)),
        ...(await interactions(explainer, images, resolved, model, options, context)),
        ...(await uncertainty(explainer, images, resolved, model, options, context)),
      ]
      const into = folder && {
        folder,
        documented: () =>
          documentedBy({ model, sha256: sha256!, images, occlusion, data, explainer }, context),
      }
      const subject = { explainer, images, occlusion: resolved, model, sha256: sha256 ?? '', data }
      const report = async (explained: AsyncGenerator<Explained, void, undefined>) => {
        if (images.length === 1) await reportOne((await explained.next()).value!, added, into, context)
        else await reportSeveral(explained, added, into, context)
      }
      if (folder && (images.length > 1 || options.queue !== undefined))
        await explainKept(subject, folder, options, context, report)
      else await report(explainImages(subject, context))
    } finally {
      explainer.dispose()
    }
  } finally {
    await folder?.release()
  }
}

/** Where files go, and what their manifest says of where they came from. */
interface Into {
  readonly folder: OutputFolder
  readonly documented: () => Documented
}

function documentedBy(
  {
    model,
    sha256,
    images,
    occlusion,
    data,
    explainer,
  }: {
    readonly model: ReadyModel
    readonly sha256: string
    readonly images: readonly ImageToExplain[]
    readonly occlusion: ResolvedOcclusionOptions
    readonly data: Dataset | undefined
    readonly explainer: Explainer
  },
  { reproducibleLine: command }: Context,
): Documented {
  return {
    config: occlusion,
    provenance: {
      umbra: version,
      command,
      created: new Date().toISOString(),
      ...(data && { data: { name: data.name, sha256: data.sha256 } }),
      model: { sha256, source: model.source },
      engine: explainer.engine,
      versions: { node: process.versions.node },
    },
    images: images.map(({ name, images: { data: values } }) => ({ name, sha256: imageSha256(values) })),
  }
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

/** What `--randomise` adds, where it was asked for. */
async function randomisation(
  model: ReadyModel,
  images: readonly ImageToExplain[],
  occlusion: OcclusionOptions,
  options: ExplainOptions,
  context: Context,
): Promise<Addition[]> {
  if (options.randomise) {
    return [await (await import('./randomise.js')).randomise(model, images, occlusion, options, context)]
  }
  if (options.draws !== undefined) context.terminal.warn('--draws changes nothing without --randomise')
  return []
}

/** What `--faithfulness` adds, where it was asked for. */
async function faithfulness(
  explainer: Explainer,
  images: readonly ImageToExplain[],
  occlusion: ResolvedOcclusionOptions,
  options: ExplainOptions,
  context: Context,
): Promise<Addition[]> {
  if (options.faithfulness) {
    const { faithfulnessOf } = await import('./explained-faithfulness.js')
    return [await faithfulnessOf(explainer, images, occlusion, options, context)]
  }
  const { seed: _, ...own } = chosen(faithfulnessOptionsSchema, options)
  const [idle] = Object.keys(own).filter((key) => !options.interactions || !SUPERPIXELS.includes(key))
  if (idle) context.terminal.warn(`--${idle} changes nothing without --faithfulness`)
  return []
}

/** Says of what is not handed out that it is not. */
function noteOwnWork(options: ExplainOptions, { terminal }: Context): void {
  const own = (['randomise', 'faithfulness', 'interactions'] as const).filter((name) => options[name])
  if (options.queue !== undefined && own.length > 0)
    terminal.note(`The queue takes the maps; --${own.join(' and --')} is computed here`)
}

/** Options that faithfulness and interactions share. */
const SUPERPIXELS = ['segments', 'segmentation']

/** What `--interactions` adds, where it was asked for. */
async function interactions(
  explainer: Explainer,
  images: readonly ImageToExplain[],
  occlusion: ResolvedOcclusionOptions,
  model: ReadyModel,
  options: ExplainOptions,
  context: Context,
): Promise<Addition[]> {
  const { regions, segments, segmentation, faithfulness: measured } = options
  if (options.interactions === undefined) {
    if (regions !== undefined) context.terminal.warn('--regions changes nothing without --interactions')
    return []
  }
  if (!measured && regions !== undefined && segments !== undefined)
    context.terminal.warn('--segments changes nothing beside --regions')
  if (!measured && segmentation !== undefined && segments === undefined)
    context.terminal.warn('--segmentation changes nothing without --segments')
  const { interactionsAddition } = await import('./explained-interactions.js')
  return [await interactionsAddition(explainer, images, occlusion, model, options, context)]
}

/** What `--uncertainty` and `--multi-scale` add, where they were asked for. */
async function uncertainty(
  explainer: Explainer,
  images: readonly ImageToExplain[],
  occlusion: ResolvedOcclusionOptions,
  model: ReadyModel,
  options: ExplainOptions,
  context: Context,
): Promise<Addition[]> {
  if (options.uncertainty === undefined && options.multiScale === undefined) return []
  const { uncertaintyAddition } = await import('./explained-uncertainty.js')
  return [await uncertaintyAddition(explainer, images, occlusion, model, options, context)]
}

/** By the key of each. */
function documentsOf(added: readonly Addition[]): object {
  return Object.fromEntries(added.map(({ key, document }) => [key, document]))
}

async function filesOf(added: readonly Addition[]) {
  return (await Promise.all(added.map((each) => each.files()))).flat()
}

async function reportOne(
  explained: Explained,
  added: readonly Addition[],
  into: Into | undefined,
  { terminal }: Context,
): Promise<void> {
  const files = into && [
    ...(await (await fileWriting()).explanationFiles(explained)),
    ...(await filesOf(added)),
  ]
  const written = files && (await into.folder.write(files, into.documented()))
  if (written) noteLetters([explained.classText(explained.document.target)], terminal)
  terminal.json({ ...explained.document, ...documentsOf(added) })
  terminal.print(explanationSummary(explained, terminal))
  for (const { summary } of added) terminal.print(`\n${summary}`)
  if (written) printWritten(written, terminal)
}

/** Files are written image by image, and of what is only listed no maps are kept: there may be thousands. */
async function reportSeveral(
  explained: AsyncIterable<Explained>,
  added: readonly Addition[],
  into: Into | undefined,
  { terminal }: Context,
): Promise<void> {
  const folder = into?.folder
  const outlines: ExplanationOutline[] = []
  const documents: Explained['document'][] = []
  async function* outlined(): AsyncGenerator<Explained, void, undefined> {
    for await (const one of explained) {
      outlines.push(outlineOf(one))
      if (terminal.wantsJson && (added.length > 0 || !folder)) documents.push(one.document)
      yield one
    }
  }
  const files = folder && (await fileWriting())
  const written = await folder?.writeAsMade(async (staged) => {
    await files!.writeExplanations(outlined(), staged)
    for (const file of await filesOf(added)) await staged.add(file)
  }, into!.documented)
  if (!folder) for await (const _ of outlined());
  else
    noteLetters(
      outlines.map(({ classText, document }) => classText(document.target)),
      terminal,
    )
  if (folder && added.length === 0)
    await terminal.jsonFrom(createReadStream(join(folder.path, files!.EXPLANATIONS_FILE), 'utf8'))
  else {
    const more = documentsOf(added)
    terminal.json({ schema: 'umbra.explanations/1', explanations: documents, ...more })
  }
  terminal.print(severalSummary(outlines, terminal))
  for (const { summary } of added) terminal.print(`\n${summary}`)
  if (written) printWritten(written, terminal)
}

/** What draws and writes figures takes longer to load than a map to make. */
function fileWriting() {
  return import('../output/explanation-files.js')
}
