import type { OutputHead } from '@umbra/occlusion-wasm'
import type { OutputReader } from '../network/output-reader.js'
import { formatNumber, formatPercent } from '../words/format.js'

/** What a model says of an image. The names are a contract: `umbra explain --json` prints them. */
export interface Prediction {
  /** The class predicted; of independent labels the most probable one, of bare scores that of the largest. */
  readonly class: number
  /** [K], as the network gives them before its head. */
  readonly scores: readonly number[]
  /** By class, 0 … 1; absent where the head gives none. */
  readonly probabilities?: readonly number[]
  /** Of independent labels: those more probable than not, the most probable first. */
  readonly labels?: readonly number[]
}

/** What a model says of the image whose outputs begin at `offset`. */
export function predictionOf(reader: OutputReader, outputs: Float32Array, offset = 0): Prediction {
  const probabilities = reader.probabilities(outputs, offset)
  const several = reader.head.kind === 'sigmoid' && reader.outputs > 1
  return {
    class: reader.predicted(outputs, offset),
    scores: [...outputs.subarray(offset, offset + reader.outputs)],
    ...(probabilities && { probabilities: [...probabilities] }),
    ...(probabilities && several && { labels: labelsOf(probabilities) }),
  }
}

function labelsOf(probabilities: Float64Array): number[] {
  const labels = [...probabilities.keys()].filter((k) => probabilities[k]! > 0.5)
  return labels.sort((a, b) => probabilities[b]! - probabilities[a]!)
}

/** Labels named in a sentence; the rest are counted. */
const NAMED = 5

/**
 * A prediction in words: `predicted 6 with probability 99.9%`, `labels cat (91.0%) and dog (60.2%)`, or, without
 * probabilities, `largest score that of 6, 3.21`.
 *
 * @param classText - what a class is called
 */
export function predictionText(
  prediction: Prediction,
  classText: (index: number) => string = String,
): string {
  const { class: predicted, scores, probabilities, labels } = prediction
  const share = (k: number) => formatPercent(probabilities![k]!)
  if (!probabilities) {
    const score = formatNumber(scores[predicted]!)
    return scores.length === 1 ? `score ${score}` : `largest score that of ${classText(predicted)}, ${score}`
  }
  if (!labels) return `predicted ${classText(predicted)} with probability ${share(predicted)}`
  if (labels.length === 0)
    return `no label above 50%, most probable ${classText(predicted)} (${share(predicted)})`
  const named = labels.slice(0, NAMED).map((k) => `${classText(k)} (${share(k)})`)
  const others = labels.length - named.length
  const all = others > 0 ? [...named, `${others} more`] : named
  return `${labels.length === 1 ? 'label' : 'labels'} ${new Intl.ListFormat('en-GB').format(all)}`
}

/**
 * What outputs mean, in words: `3 exclusive classes by softmax (read before layer "probs", a softmax)`.
 *
 * @param outputs - K
 */
export function headText({ kind, reason }: OutputHead, outputs: number): string {
  const what =
    kind === 'softmax'
      ? `${outputs} exclusive classes by softmax`
      : kind === 'scores'
        ? `${outputs === 1 ? 'a score' : `${outputs} scores`} without probabilities`
        : outputs === 1
          ? 'one logit, whose sigmoid is the probability of class 1, and the rest that of class 0'
          : `${outputs} independent labels by sigmoid; the one predicted is the most probable`
  return `${what} (${reason})`
}
