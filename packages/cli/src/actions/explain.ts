import {
  channelMeans,
  createExplainer,
  type Dataset,
  type Explainer,
  modelSettingsSchema,
  type OcclusionOptions,
  occlusionOptionsSchema,
  parseOptions,
  withDefaultWindows,
} from '@umbra/core'
import type { ExplainOptions } from '../commands/explain.js'
import type { Context } from '../context.js'
import { readData } from '../files/data.js'
import { explanationFiles, severalExplanationFiles } from '../files/explanation-files.js'
import { type ImageToExplain, imageOf, readImages } from '../files/images-to-explain.js'
import { type OpenedModel, openModel } from '../files/open-model.js'
import { OutputFolder } from '../files/output-folder.js'
import { pictureOptionsFor } from '../files/picture-options.js'
import { inputError } from '../input-error.js'
import { classIndex } from '../options/class-index.js'
import { chosen } from '../options/schema-options.js'
import { explanationSummary, severalSummary } from '../terminal/explanation-summary.js'
import { progressOn } from '../terminal/progress.js'
import { noteWindows } from '../terminal/window-note.js'
import { type Explained, explainImage } from './explained-image.js'
import { printWritten } from './written.js'

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
  requireSense(given)
  const folder = options.out === undefined ? undefined : await OutputFolder.prepare(options.out)
  try {
    const model = await openModel(options.model, chosen(modelSettingsSchema, options))
    const target = classIndex(given.target, model.classNames, ['predicted', 'label'])
    const occlusion = parseOptions(
      occlusionOptionsSchema,
      withDefaultWindows({ ...given, target }, model.inputShape),
    )
    noteWindows(given, occlusion, { images: { shape: [1, ...model.inputShape] } }, context.terminal)
    const fitting = pictureOptionsFor(model, options, context.terminal)
    const needsData = options.index !== undefined || occlusion.baseline === 'mean'
    const data = needsData ? await readData(options.data, 'test', fitting) : undefined
    const images =
      options.index === undefined
        ? await readImages(paths, model.inputShape, options, context.terminal)
        : [imageOf(data!, options.index)]
    const explainer = await createExplainer(model.artifacts, {
      engine: options.engine,
      threads: options.threads,
    })
    try {
      const explained = await explainAll(explainer, images, withMean(occlusion, data), model, context)
      await report(explained, folder, context)
    } finally {
      explainer.dispose()
    }
  } finally {
    await folder?.release()
  }
}

/** Finds options that make no sense before anything is read; a class by name has to wait for the model. */
function requireSense(given: Record<string, unknown>): void {
  const { target, ...rest } = given
  parseOptions(occlusionOptionsSchema, typeof target === 'string' ? rest : given)
}

/** The rule `mean` stands for the mean of the dataset, not of the image. */
function withMean(occlusion: OcclusionOptions, data: Dataset | undefined): OcclusionOptions {
  if (occlusion.baseline !== 'mean') return occlusion
  return { ...occlusion, baseline: { kind: 'mean', values: channelMeans(data!.images) } }
}

async function explainAll(
  explainer: Explainer,
  images: readonly ImageToExplain[],
  occlusion: OcclusionOptions,
  model: OpenedModel,
  { terminal, signal }: Context,
): Promise<Explained[]> {
  const show = progressOn(terminal)
  const explained: Explained[] = []
  for (const image of images) {
    signal.throwIfAborted()
    const onProgress: typeof show = (progress) =>
      show({ ...progress, done: explained.length + progress.done, total: images.length })
    explained.push(await explainImage(explainer, image, occlusion, model, { signal, onProgress }))
  }
  return explained
}

async function report(
  explained: readonly Explained[],
  folder: OutputFolder | undefined,
  { terminal }: Context,
): Promise<void> {
  const [only] = explained
  const one = explained.length === 1 ? only : undefined
  const files = folder && (await (one ? explanationFiles(one) : severalExplanationFiles(explained)))
  const written = files && (await folder.write(files))
  terminal.json(
    one
      ? one.document
      : { schema: 'umbra.explanations/1', explanations: explained.map(({ document }) => document) },
  )
  terminal.print(one ? explanationSummary(one, terminal) : severalSummary(explained, terminal.colours.bold))
  if (written) printWritten(written, terminal)
}
