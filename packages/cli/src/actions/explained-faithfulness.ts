import { basename } from 'node:path'
import { type Explainer, parseOptions, type ResolvedOcclusionOptions } from '@umbra/core/explain'
import { faithfulnessOptionsSchema } from '@umbra/core/options'
import { curveLevels, meanCurves, measureImages, ORDERS } from '@umbra/core/study'
import { scoreText, settingsText } from '@umbra/core/words'
import type { Context } from '../context.js'
import { chosen } from '../options/schema-options.js'
import { figureFiles } from '../output/figure-files.js'
import type { OutputFile } from '../output/staged-files.js'
import type { ImageToExplain } from '../pictures/images-to-explain.js'
import { joinedImages } from '../pictures/joined-images.js'
import { explainedFaithfulnessSummary } from '../summaries/explained-faithfulness-summary.js'
import { progressOn } from '../terminal/progress.js'
import type { Addition } from './addition.js'

type Options = ReturnType<typeof parseOptions<typeof faithfulnessOptionsSchema>>

/** Measures how faithful the maps of the images at hand are, beside ink order and random order. */
export async function faithfulnessOf(
  explainer: Explainer,
  images: readonly ImageToExplain[],
  occlusion: ResolvedOcclusionOptions,
  given: Readonly<Record<string, unknown>>,
  { terminal, signal }: Context,
): Promise<Addition> {
  const options = parseOptions(faithfulnessOptionsSchema, chosen(faithfulnessOptionsSchema, given))
  const measured = await measureImages(
    explainer,
    joinedImages(images),
    { ...occlusion, ...options },
    (i) => i,
    {},
    { signal, onProgress: progressOn(terminal), nameOf: (i) => images[i]!.name },
  )
  const names = images.map(({ name }) => name)
  const document = {
    schema: 'umbra.explained-faithfulness/1',
    options,
    orders: ORDERS,
    levels: curveLevels(options, explainer.inputShape),
    images: measured.images.map(({ values }, i) => ({ name: names[i], target: measured.target[i], values })),
    curves: meanCurves(measured.images),
  }
  return {
    key: 'faithfulness',
    document,
    summary: explainedFaithfulnessSummary(measured.images, terminal),
    files: () => filesOf(document, { names, options, occlusion }),
  }
}

async function filesOf(
  document: { readonly levels: readonly number[]; readonly curves: ReturnType<typeof meanCurves> },
  {
    names,
    options,
    occlusion,
  }: {
    readonly names: readonly string[]
    readonly options: Options
    readonly occlusion: ResolvedOcclusionOptions
  },
): Promise<OutputFile[]> {
  const [{ faithfulnessCurvesFigure }, { figureDocument }] = await Promise.all([
    import('@umbra/core/figures'),
    import('../output/figure-document.js'),
  ])
  const others = names.length > 1 ? ` and ${names.length - 1} other${names.length > 2 ? 's' : ''}` : ''
  const { levels, curves } = document
  const title = `As pixels are covered: ${basename(names[0]!)}${others}`
  const drawn = { title, subtitle: settingsText(occlusion), levels, curves, score: scoreText(options.curve) }
  const svg = faithfulnessCurvesFigure(drawn, { document: await figureDocument() })
  return [
    ...(await figureFiles({ faithfulness: svg })),
    { name: 'faithfulness.json', bytes: `${JSON.stringify(document, null, 2)}\n` },
  ]
}
