import {
  bands,
  type Explainer,
  type Explanation,
  headText,
  type LabelledImages,
  type OcclusionOptions,
  type OutputHead,
  type Prediction,
  predictionOf,
  predictionText,
  sensitivity,
  sumOfChannelShares,
} from '@umbra/core/explain'
import type { ImageToExplain } from '../pictures/images-to-explain.js'

/** What `explain --json` prints of an image; the names are a contract. */
export interface ExplanationDocument {
  /** The name is there where the classes have names. */
  readonly prediction: Prediction & { readonly name?: string }
  /** What the scores say about classes. */
  readonly head: OutputHead
  readonly target: number
  readonly score: OcclusionOptions['score']
  readonly window: readonly [number, number]
  readonly stride: readonly [number, number]
  readonly baseline: string
  /** What of which data the baseline was taken, where it is one over data. */
  readonly baselineOrigin?: Explanation['baselineOrigin']
  readonly windows: readonly [number, number]
  /** H rows of W numbers; of W lists of C numbers for channel-wise windows. */
  readonly map: readonly (readonly (number | readonly number[])[])[]
  readonly regions: Readonly<Record<string, number>>
  readonly engine: Explanation['engine']
  readonly milliseconds: number
  /** What the image is called, what was done to make it fit the model, and what the model's first layer does to pixels. */
  readonly image: {
    readonly name: string
    readonly steps: readonly string[]
    readonly preprocessing?: string
  }
}

/** One explained image with all that is said, drawn and written about it. */
export interface Explained {
  readonly document: ExplanationDocument
  /** `image 11 of MNIST test`, `digit.png`. */
  readonly name: string
  /** Its own class, where that is known. */
  readonly label?: number
  /** What a class is called: its name, or its index. */
  classText(index: number): string
  /** What was predicted, in words: `predicted 6 with probability 99.9%`. */
  readonly predictionWords: string
  /** What the scores mean, in words. */
  readonly headWords: string
  /** [H, W, C], 0 … 1. */
  readonly image: { readonly data: Float32Array; readonly shape: readonly [number, number, number] }
  /** [H, W]; the mean over channels where the windows were channel-wise. */
  readonly map: Float32Array
  /** As explained: [H, W], or [H, W, C]. */
  readonly fullMap: { readonly data: Float32Array; readonly shape: readonly number[] }
}

/** What is known of the model besides what the explainer knows. */
export interface ModelWords {
  readonly classNames?: readonly string[]
  readonly preprocessing?: string
}

/** Explains one image and says so in a document. */
export async function explainImage(
  explainer: Explainer,
  { name, images, steps }: ImageToExplain,
  occlusion: OcclusionOptions,
  { classNames, preprocessing }: ModelWords,
  task: Parameters<Explainer['explain']>[2],
): Promise<Explained> {
  const started = performance.now()
  const explanation = await explainer.explain(images, occlusion, { ...task, nameOf: () => name })
  const milliseconds = performance.now() - started
  const [, height, width, channels] = images.shape
  const prediction = predictionOf(explainer.reader, explanation.base.data)
  const classText = (index: number) => classNames?.[index] ?? String(index)
  const maps = explanation.maps.data
  const map = explanation.grid.channelWise ? sumOfChannelShares(maps, new Float32Array(height * width)) : maps
  const regions = bands(height, width)
  const values = sensitivity(map, images.data, regions)
  const { window, stride, positions } = explanation.grid
  const predictedName = classNames?.[prediction.class]
  return {
    name,
    ...labelOf(images),
    classText,
    predictionWords: predictionText(prediction, classText),
    headWords: headText(explanation.head, explainer.reader.outputs),
    image: { data: images.data, shape: [height, width, channels] },
    map,
    fullMap: { data: explanation.maps.data, shape: explanation.maps.shape.slice(1) },
    document: {
      prediction: { ...prediction, ...(predictedName !== undefined && { name: predictedName }) },
      head: explanation.head,
      target: explanation.target[0]!,
      score: occlusion.score ?? 'logit',
      window: [window[0], window[1]],
      stride: [stride[0], stride[1]],
      baseline: explanation.baseline,
      ...(explanation.baselineOrigin && { baselineOrigin: explanation.baselineOrigin }),
      windows: [positions[0], positions[1]],
      map: nested(explanation.maps.data, explanation.maps.shape.slice(1)),
      regions: Object.fromEntries(regions.map((region, r) => [region.name, values[r]!])),
      engine: explanation.engine,
      milliseconds,
      image: { name, steps, ...(preprocessing && { preprocessing }) },
    },
  }
}

function labelOf({ labels }: LabelledImages): { readonly label?: number } {
  return labels ? { label: labels[0]! } : {}
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
