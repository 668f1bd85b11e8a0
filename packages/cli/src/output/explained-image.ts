import {
  type Explainer,
  type Explanation,
  type ExplanationDocument,
  explanationDocument,
  headText,
  type LabelledImages,
  type OcclusionOptions,
  predictionOf,
  predictionText,
  sumOfChannelShares,
} from '@umbra/core/explain'
import type { ImageToExplain } from '../pictures/images-to-explain.js'

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

/** An image's explanation with its document. @param milliseconds - that the map took, where it was made here */
export function explainedImage(
  explanation: Explanation,
  { reader }: Explainer,
  { name, images, steps }: ImageToExplain,
  { score }: Pick<OcclusionOptions, 'score'>,
  { classNames, preprocessing }: ModelWords,
  milliseconds: number | undefined,
): Explained {
  const [, height, width, channels] = images.shape
  const prediction = predictionOf(reader, explanation.base.data)
  const classText = (index: number) => classNames?.[index] ?? String(index)
  const maps = explanation.maps.data
  const map = explanation.grid.channelWise ? sumOfChannelShares(maps, new Float32Array(height * width)) : maps
  return {
    name,
    ...labelOf(images),
    classText,
    predictionWords: predictionText(prediction, classText),
    headWords: headText(explanation.head, reader.outputs),
    image: { data: images.data, shape: [height, width, channels] },
    map,
    fullMap: { data: explanation.maps.data, shape: explanation.maps.shape.slice(1) },
    document: explanationDocument(explanation, {
      ...{ score, classNames, milliseconds, pixels: images.data },
      image: { name, steps: [...steps], ...(preprocessing && { preprocessing }) },
    }),
  }
}

function labelOf({ labels }: LabelledImages): { readonly label?: number } {
  return labels ? { label: labels[0]! } : {}
}
