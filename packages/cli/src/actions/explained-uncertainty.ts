import { basename } from 'node:path'
import type { Explainer, ResolvedOcclusionOptions } from '@umbra/core/explain'
import {
  baselineUncertainty,
  maxSensitivity,
  multiScaleMap,
  networkUncertainty,
  type UncertaintyDocument,
  type WrittenSpread,
  writtenSpread,
} from '@umbra/core/study'
import { settingsText } from '@umbra/core/words'
import type { Context } from '../context.js'
import type { ReadyModel } from '../input/open-model.js'
import { shippedNetworks } from '../input/replicates.js'
import type { UncertaintyChoices } from '../options/uncertainty-options.js'
import { windowSizes } from '../options/uncertainty-options.js'
import { figureFiles, figurePath } from '../output/figure-files.js'
import type { OutputFile } from '../output/staged-files.js'
import type { ImageToExplain } from '../pictures/images-to-explain.js'
import { joinedImages } from '../pictures/joined-images.js'
import { spreadsOf, uncertaintySummary } from '../summaries/uncertainty-summary.js'
import { progressOn } from '../terminal/progress.js'
import type { Addition } from './addition.js'

/** How far images are disturbed: Captum's defaults. */
const DISTURBANCE = { radius: 0.02, samples: 10 }

type Explained = UncertaintyDocument['images'][number]

/** Finds out how far the maps of the images at hand hang on draws, windows, networks and small changes of the image. */
export async function uncertaintyAddition(
  explainer: Explainer,
  images: readonly ImageToExplain[],
  occlusion: ResolvedOcclusionOptions,
  model: ReadyModel,
  options: UncertaintyChoices,
  { terminal, signal }: Context,
): Promise<Addition> {
  const kinds = options.uncertainty ?? []
  const sizes = windowSizes(options, occlusion.window, explainer.inputShape)
  const onProgress = progressOn(terminal)
  const networks = kinds.includes('networks')
    ? await overNetworks(model, images, occlusion, options, { signal, onProgress })
    : undefined
  const width = explainer.inputShape[1]
  const explained: Explained[] = []
  for (const [i, { name, images: image }] of images.entries()) {
    const task = { signal, onProgress, nameOf: () => name }
    const one: Explained = { name }
    if (kinds.includes('baseline')) {
      const spread = await baselineUncertainty(explainer, image, occlusion, task)
      const members = Array.from({ length: spread.n }, (_, draw) => `draw ${draw}`)
      one.baseline = writtenSpread(spread, width, { members, unit: 'score' })
    }
    if (sizes) {
      const spread = await multiScaleMap(explainer, image, occlusion, sizes, task)
      const members = sizes.map((size) => `${size}×${size}`)
      one.windows = writtenSpread(spread, width, { members, unit: 'score per pixel' })
    }
    if (networks) one.networks = networks[i]!
    if (kinds.includes('sensitivity'))
      one.sensitivity = {
        value: await maxSensitivity(explainer, image, occlusion, DISTURBANCE, task),
        ...DISTURBANCE,
      }
    explained.push(one)
  }
  const document: UncertaintyDocument = { schema: 'umbra.uncertainty/1', images: explained }
  return {
    key: 'uncertainty',
    document,
    summary: uncertaintySummary(document, terminal),
    files: () => filesOf(document, images, occlusion),
  }
}

async function overNetworks(
  model: ReadyModel,
  images: readonly ImageToExplain[],
  occlusion: ResolvedOcclusionOptions,
  { engine, threads }: UncertaintyChoices,
  task: { readonly signal: AbortSignal; readonly onProgress: ReturnType<typeof progressOn> },
): Promise<WrittenSpread[]> {
  const networks = await shippedNetworks(model)
  const sources = networks.map(({ model: each }) => ({ model: each, engine, threads }))
  const nameOf = (i: number) => images[i]!.name
  const spreads = await networkUncertainty(sources, joinedImages(images), occlusion, { ...task, nameOf })
  const members = networks.map(({ source }) => source)
  return spreads.map((spread, i) =>
    writtenSpread(spread, images[i]!.images.shape[2], { members, unit: 'score' }),
  )
}

/** The numbers, and a figure of each image: of several, in a folder, by their places in the document. */
async function filesOf(
  document: UncertaintyDocument,
  images: readonly ImageToExplain[],
  occlusion: ResolvedOcclusionOptions,
): Promise<OutputFile[]> {
  const { uncertaintyFigure } = await import('@umbra/core/figures')
  const figures = document.images.flatMap((one, i) => {
    const { name, images: own } = images[i]!
    const [, ...shape] = own.shape
    const spreads = spreadsOf(one)
    if (spreads.length === 0) return []
    const title = `How far the map of ${basename(name)} can be believed`
    const image = { data: own.data, shape }
    const svg = uncertaintyFigure({ image, spreads, title, subtitle: settingsText(occlusion) })
    return [[figurePath('uncertainty', i, images.length), svg]]
  })
  return [
    ...(await figureFiles(Object.fromEntries(figures))),
    { name: 'uncertainty.json', bytes: `${JSON.stringify(document)}\n` },
  ]
}
