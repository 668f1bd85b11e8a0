import { type Dataset, selectImages } from '../dataset/index.js'
import { InputError } from '../errors.js'
import { optionText } from '../notation/option-text.js'
import { Random } from '../random.js'
import { channelMeans } from './baseline.js'
import { sameValues } from './marginal.js'
import { type Baseline, defaultMarginal, type MarginalBaseline } from './occlusion/options.js'

/** What rules over a dataset are taken of. */
export type BaselineData = Pick<Dataset, 'name' | 'images' | 'training'>

/** What a rule over a dataset came to, for results: enough to repeat it. */
export interface BaselineOrigin {
  /** The name of the data. */
  readonly of: string
  /** The mean of each channel. */
  readonly values?: readonly number[]
  /** Places in the data of the images drawn; the last covers an image that was itself drawn. */
  readonly images?: readonly number[]
}

/**
 * A baseline with what its rule takes of a dataset: `mean` stands for the mean of the whole dataset, not of the images that happen
 * to be explained, `train-mean` for that of its training split, `marginal` for images drawn from it. Any other is itself.
 *
 * @param inputShape - [H, W, C] of the model, where the data may be others than it takes
 * @throws InputError BASELINE_NEEDS_DATA, BASELINE_DATA_SHAPE, BASELINE_DRAWS
 */
export async function baselineOfData(
  baseline: Baseline,
  data: BaselineData,
  inputShape?: readonly [number, number, number],
): Promise<Baseline> {
  if (baseline === 'mean') return meanOf(baseline, data, inputShape)
  if (baseline === 'train-mean') {
    if (data.training) return meanOf(baseline, await data.training(), inputShape)
    throw new InputError(
      'BASELINE_NEEDS_DATA',
      `baseline train-mean is the mean of a training split, and ${data.name} comes with none: give mean:NUMBER, one for each channel`,
    )
  }
  const drawn = marginalOf(baseline)
  return drawn ? drawnFrom(drawn, data, inputShape) : baseline
}

/** Whether a baseline's rule has yet to be told of which data it is. */
export function baselineNeedsData(baseline: Baseline): boolean {
  return baseline === 'mean' || baseline === 'train-mean' || marginalOf(baseline) !== undefined
}

/** What of a dataset a baseline has been resolved with; undefined where it hangs on none. */
export function baselineOrigin(baseline: Baseline): BaselineOrigin | undefined {
  if (typeof baseline !== 'object' || !('kind' in baseline)) return undefined
  const { kind } = baseline
  if (kind === 'mean' && baseline.of !== undefined) return { of: baseline.of, values: baseline.values }
  if (kind === 'marginal' && baseline.indices) return { of: baseline.of ?? '', images: baseline.indices }
  return undefined
}

/** What each of several baselines that are over data came to, by its name in the notation of options. */
export async function baselineOrigins(
  baselines: readonly Baseline[],
  data: BaselineData,
): Promise<(BaselineOrigin & { readonly baseline: string })[]> {
  const origins: (BaselineOrigin & { readonly baseline: string })[] = []
  for (const baseline of baselines.filter(baselineNeedsData)) {
    const origin = baselineOrigin(await baselineOfData(baseline, data))
    if (origin) origins.push({ baseline: optionText(baseline), ...origin })
  }
  return origins
}

/** A baseline as keys of kept work name it: images drawn from the data by their places. */
export function baselineKey(baseline: Baseline): unknown {
  if (typeof baseline !== 'object' || !('kind' in baseline) || baseline.kind !== 'marginal') return baseline
  const { images: _, ...named } = baseline
  return named
}

/** What names its baseline by its key, with the baseline itself: its images are among it. */
export function withBaseline<U extends { readonly options: { readonly baseline: Baseline } }>(
  unit: U,
  baseline: Baseline,
): U {
  return { ...unit, options: { ...unit.options, baseline } }
}

/** The rule `marginal` where its images are yet to be drawn. */
function marginalOf(baseline: Baseline): MarginalBaseline | undefined {
  if (baseline === 'marginal') return defaultMarginal
  if (typeof baseline !== 'object' || !('kind' in baseline)) return undefined
  return baseline.kind === 'marginal' && !baseline.images ? baseline : undefined
}

function meanOf(
  rule: string,
  { name, images }: BaselineData,
  inputShape: readonly number[] | undefined,
): Baseline {
  requireShape(rule, { name, images }, images.shape[3] === inputShape?.[2], inputShape)
  return { kind: 'mean', values: channelMeans(images), of: name }
}

function requireShape(
  rule: string,
  { name, images }: BaselineData,
  fits: boolean,
  inputShape: readonly number[] | undefined,
): void {
  if (fits || !inputShape) return
  throw new InputError(
    'BASELINE_DATA_SHAPE',
    `baseline ${rule} is taken of ${name}, whose images are ${images.shape.slice(1).join('×')}; the model takes ${inputShape.join('×')}: name data like its own`,
  )
}

/** Draws images that differ, one more than there are draws, in the seed's order. */
function drawnFrom(
  rule: MarginalBaseline,
  { name, images }: BaselineData,
  inputShape: readonly number[] | undefined,
): Baseline {
  const [n, ...shape] = images.shape
  requireShape('marginal', { name, images }, shape.join() === inputShape?.join(), inputShape)
  const size = shape.reduce((product, d) => product * d, 1)
  const one = (i: number) => images.data.subarray(i * size, (i + 1) * size)
  const order = Uint32Array.from({ length: n }, (_, i) => i)
  const indices: number[] = []
  for (const index of new Random(rule.seed).split('marginal baseline').shuffle(order)) {
    if (indices.length > rule.draws) break
    if (!indices.some((other) => sameValues(one(other), one(index)))) indices.push(index)
  }
  if (indices.length <= rule.draws) {
    throw new InputError(
      'BASELINE_DRAWS',
      `baseline marginal draws ${rule.draws} images and one in reserve; ${name} has ${indices.length} that differ: take fewer draws`,
    )
  }
  const { data, shape: drawnShape } = selectImages(images, Uint32Array.from(indices))
  return { ...rule, images: { data: data.slice(), shape: [...drawnShape] }, indices, of: name }
}
