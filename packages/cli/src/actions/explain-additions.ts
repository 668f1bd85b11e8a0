import type { Explainer, OcclusionOptions, ResolvedOcclusionOptions } from '@umbra/core/explain'
import { faithfulnessOptionsSchema } from '@umbra/core/options'
import type { Context } from '../context.js'
import type { ReadyModel } from '../input/open-model.js'
import type { ExplainOptions } from '../options/explain-options.js'
import { chosen } from '../options/schema-options.js'
import type { ImageToExplain } from '../pictures/images-to-explain.js'
import type { Addition } from './addition.js'
import type { ExplainSubject } from './explain-images.js'

/** What is asked for of images besides their maps, each loaded where it was. */
export async function additionsOf(
  { explainer, images, occlusion, model }: ExplainSubject,
  options: ExplainOptions,
  context: Context,
): Promise<Addition[]> {
  noteOwnWork(options, context)
  return [
    ...(await randomisation(model, images, occlusion, options, context)),
    ...(await faithfulness(explainer, images, occlusion, options, context)),
    ...(await interactions(explainer, images, occlusion, model, options, context)),
    ...(await uncertainty(explainer, images, occlusion, model, options, context)),
  ]
}

/** Says of what is not handed out that it is not. */
function noteOwnWork(options: ExplainOptions, { terminal }: Context): void {
  const own = (['randomise', 'faithfulness', 'interactions'] as const).filter((name) => options[name])
  if (options.queue !== undefined && own.length > 0)
    terminal.note(`The queue takes the maps; --${own.join(' and --')} is computed here`)
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
