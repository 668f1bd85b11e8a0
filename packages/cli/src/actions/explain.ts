import {
  bands,
  channelMeans,
  createExplainer,
  type Dataset,
  type Explainer,
  type Explanation,
  type LabelledImages,
  type OcclusionOptions,
  occlusionOptionsSchema,
  parseOptions,
  predictedClass,
  probabilities,
  selectImages,
  sensitivity,
} from '@umbra/core'
import type { ExplainOptions } from '../commands/explain.js'
import type { Context } from '../context.js'
import { readData } from '../files/data.js'
import { explanationFiles } from '../files/explanation-files.js'
import { fitImage } from '../files/fit-image.js'
import { openModel } from '../files/open-model.js'
import { OutputFolder } from '../files/output-folder.js'
import type { Pixels } from '../files/pixels.js'
import { readImage } from '../files/read-image.js'
import { inputError } from '../input-error.js'
import { chosen } from '../options/schema-options.js'
import { explanationSummary } from '../terminal/explanation-summary.js'
import { progressOn } from '../terminal/progress.js'
import { printWritten } from './written.js'

/** What `explain --json` prints; the names are a contract. */
export interface ExplanationDocument {
  /** Scores are the logits of all K classes. */
  readonly prediction: { readonly class: number; readonly scores: readonly number[] }
  readonly target: number
  readonly score: OcclusionOptions['score']
  readonly window: readonly [number, number]
  readonly stride: readonly [number, number]
  readonly baseline: string
  readonly windows: readonly [number, number]
  /** H rows of W numbers; of W lists of C numbers for channel-wise windows. */
  readonly map: readonly (readonly (number | readonly number[])[])[]
  readonly regions: Readonly<Record<string, number>>
  readonly engine: Explanation['engine']
  readonly milliseconds: number
}

/** One explained image with all that is said, drawn and written about it. */
export interface Explained {
  readonly document: ExplanationDocument
  /** `image 11 of MNIST test`, `digit.png`. */
  readonly name: string
  /** Its own class, where that is known. */
  readonly label?: number
  /** Of the predicted class. */
  readonly probability: number
  /** [H, W, C], as the model saw it. */
  readonly image: { readonly data: Float32Array; readonly shape: readonly [number, number, number] }
  /** [H, W]; the mean over channels where the windows were channel-wise. */
  readonly map: Float32Array
  /** As explained: [H, W], or [H, W, C]. */
  readonly fullMap: { readonly data: Float32Array; readonly shape: readonly number[] }
}

/** Explains one image: draws it in the terminal, prints it as JSON, writes it into a folder. */
export async function explain(
  path: string | undefined,
  options: ExplainOptions,
  context: Context,
): Promise<void> {
  if ((path === undefined) === (options.index === undefined)) {
    throw inputError('USAGE', 'explain takes one image: a path, or --index with its place in the test split')
  }
  const occlusion = parseOptions(occlusionOptionsSchema, chosen(occlusionOptionsSchema, options))
  const folder = options.out === undefined ? undefined : await OutputFolder.prepare(options.out)
  try {
    const pixels = path === undefined ? undefined : await readImage(path)
    const { artifacts } = await openModel(options.model)
    const explainer = await createExplainer(artifacts, { engine: options.engine, threads: options.threads })
    try {
      const needsData = options.index !== undefined || occlusion.baseline === 'mean'
      const data = needsData ? await readData(options.data, 'test') : undefined
      const image = pixels
        ? picture(path!, pixels, options, explainer, context)
        : testImage(data!, options.index!)
      const baseline =
        occlusion.baseline === 'mean'
          ? { kind: 'mean' as const, values: channelMeans(data!.images) }
          : occlusion.baseline
      const name = path ?? `image ${options.index} of ${data!.name}`
      const explained = await explainImage(explainer, image, { ...occlusion, baseline }, name, context)
      const written = await folder?.write(await explanationFiles(explained))
      context.terminal.json(explained.document)
      context.terminal.print(explanationSummary(explained, context.terminal))
      if (written) printWritten(written, context.terminal)
    } finally {
      explainer.dispose()
    }
  } finally {
    await folder?.release()
  }
}

function testImage(data: Dataset, index: number): LabelledImages {
  const [n] = data.images.shape
  if (index >= n) throw inputError('INDEX_UNKNOWN', `index ${index}: ${data.name} has images 0 … ${n - 1}`)
  return { ...selectImages(data.images, [index]), labels: [data.labels[index]!] }
}

function picture(
  path: string,
  pixels: Pixels,
  { invert }: ExplainOptions,
  { inputShape }: Explainer,
  { terminal }: Context,
): LabelledImages {
  const { data, shape, steps, warning } = fitImage(pixels, inputShape, { invert })
  terminal.note(`${path}: ${steps.join(', ')}`)
  if (warning) terminal.warn(`${path}: ${warning}`)
  return { data, shape: [1, ...shape] }
}

async function explainImage(
  explainer: Explainer,
  image: LabelledImages,
  occlusion: OcclusionOptions,
  name: string,
  { terminal, signal }: Context,
): Promise<Explained> {
  const started = performance.now()
  const explanation = await explainer.explain(image, occlusion, { signal, onProgress: progressOn(terminal) })
  const milliseconds = performance.now() - started
  const [, height, width, channels] = image.shape
  const scores = [...explanation.base.data]
  const predicted = predictedClass(explanation.base.data, 0, explainer.classes)
  const map = explanation.grid.channelWise
    ? channelMean(explanation.maps.data, channels)
    : explanation.maps.data
  const regions = bands(height, width)
  const values = sensitivity(map, image.data, regions)
  const { window, stride, positions } = explanation.grid
  return {
    name,
    ...(image.labels && { label: image.labels[0]! }),
    probability: probabilities(explanation.base.data, 0, explainer.classes)[predicted]!,
    image: { data: image.data, shape: [height, width, channels] },
    map,
    fullMap: { data: explanation.maps.data, shape: explanation.maps.shape.slice(1) },
    document: {
      prediction: { class: predicted, scores },
      target: explanation.target[0]!,
      score: occlusion.score ?? 'logit',
      window: [window[0], window[1]],
      stride: [stride[0], stride[1]],
      baseline: explanation.baseline,
      windows: [positions[0], positions[1]],
      map: nested(explanation.maps.data, explanation.maps.shape.slice(1)),
      regions: Object.fromEntries(regions.map((region, r) => [region.name, values[r]!])),
      engine: explanation.engine,
      milliseconds,
    },
  }
}

function channelMean(map: Float32Array, channels: number): Float32Array {
  const mean = new Float32Array(map.length / channels)
  for (let i = 0; i < map.length; i++) mean[Math.floor(i / channels)]! += map[i]! / channels
  return mean
}

/** A flat map as rows of numbers, or of lists of channels. */
function nested(map: Float32Array, shape: readonly number[]): ExplanationDocument['map'] {
  const [height, width, channels] = shape as [number, number, number?]
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => {
      const at = y * width + x
      return channels === undefined ? map[at]! : [...map.subarray(at * channels, (at + 1) * channels)]
    }),
  )
}
