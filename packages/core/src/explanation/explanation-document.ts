import type { Explanation } from '../attribution/explainer.js'
import { predictionOf } from '../attribution/prediction.js'
import { sumOfChannelShares } from '../mean-over-channels.js'
import { outputReader } from '../network/output-reader.js'
import type { Score } from '../network/score.js'
import { bands, sensitivity } from '../regions/index.js'
import type { ExplanationDocument } from './explanation-schema.js'

/** As much of one image's explanation as its document is made from; maps and base are of that image alone. */
export interface ExplainedParts
  extends Pick<Explanation, 'maps' | 'base' | 'head' | 'baseline' | 'baselineOrigin' | 'engine'> {
  readonly target: ArrayLike<number>
  readonly grid: {
    readonly window: readonly number[]
    readonly stride: readonly number[]
    readonly positions: readonly number[]
  }
}

/** What the document says besides. */
export interface ExplanationContext {
  /** As the explanation was made with. @default 'logit' */
  readonly score?: Score | undefined
  readonly classNames?: readonly string[] | undefined
  /** That the map took, where it was made here. */
  readonly milliseconds?: number | undefined
  readonly image?: ExplanationDocument['image']
  /** Where no manifest says what it was computed from. */
  readonly provenance?: ExplanationDocument['provenance']
  /** float32 [H, W, C], in 0 … 1. */
  readonly pixels: Float32Array
}

/** One explained image as JSON, with the mean of its map in three bands. The names are a contract: `umbra explain --json` prints them. */
export function explanationDocument(
  explained: ExplainedParts,
  { score = 'logit', classNames, milliseconds, image, provenance, pixels }: ExplanationContext,
): ExplanationDocument {
  const { maps, base, head, target, grid, baseline, baselineOrigin, engine } = explained
  const [height, width, channels] = maps.shape.slice(1) as [number, number, number?]
  const prediction = predictionOf(outputReader(head, base.data.length), base.data)
  const name = classNames?.[prediction.class]
  const flat =
    channels === undefined ? maps.data : sumOfChannelShares(maps.data, new Float32Array(height * width))
  const regions = bands(height, width)
  const values = sensitivity(flat, pixels, regions)
  const pair = (sizes: readonly number[]): [number, number] => [sizes[0]!, sizes[1]!]
  return {
    schema: 'umbra.explanation/1',
    prediction: {
      ...{ class: prediction.class, scores: [...prediction.scores] },
      ...(prediction.probabilities && { probabilities: [...prediction.probabilities] }),
      ...(prediction.labels && { labels: [...prediction.labels] }),
      ...(name !== undefined && { name }),
    },
    head: { ...head },
    target: target[0]!,
    ...(classNames && { classNames: [...classNames] }),
    score,
    window: pair(grid.window),
    stride: pair(grid.stride),
    baseline,
    ...(baselineOrigin && {
      baselineOrigin: structuredClone(baselineOrigin) as ExplanationDocument['baselineOrigin'],
    }),
    windows: pair(grid.positions),
    map: nested(maps.data, height, width, channels),
    regions: Object.fromEntries(regions.map((region, r) => [region.name, values[r]!])),
    engine: { ...engine },
    ...(milliseconds !== undefined && { milliseconds }),
    ...(image && { image }),
    ...(provenance && { provenance }),
  }
}

/** A flat map as rows of numbers, or of lists of channels. */
function nested(
  map: Float32Array,
  height: number,
  width: number,
  channels: number | undefined,
): ExplanationDocument['map'] {
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => {
      const at = y * width + x
      return channels === undefined ? map[at]! : [...map.subarray(at * channels, (at + 1) * channels)]
    }),
  )
}
