import { holm, meanInterval, pairedG, pairedT, StatisticsError, signFlipTest } from '@umbra/stats'
import { Random } from '../random.js'
import type { ImageMeasured } from './measure-image.js'
import { directionOf, MEASURES, ORDERS, type Order } from './measures.js'
import type { Comparison, MeasureResult } from './result.js'

export interface ComparisonOptions {
  readonly seed: number
  readonly permutations: number
  readonly confidence: number
}

/**
 * Compares the map with the controls over images: of each measure the means, and paired differences from ink order and from random order.
 * p-values are adjusted by Holm's method over all of them.
 */
export function compareOrders(
  images: readonly Pick<ImageMeasured, 'values'>[],
  options: ComparisonOptions,
): MeasureResult[] {
  return compareEach([images], options)[0]!
}

/** The same of several maps of the same images, p-values adjusted over all of them together. @param maps - each map's images */
export function compareEach(
  maps: readonly (readonly Pick<ImageMeasured, 'values'>[])[],
  options: ComparisonOptions,
): MeasureResult[][] {
  const measured = maps.map((images) => measuresOf(images, options))
  const tests = measured.flatMap((measures) => measures.flatMap(({ compared }) => compared))
  const adjusted = holm(tests.map(({ p }) => p))
  let test = 0
  return measured.map((measures) =>
    measures.map(({ compared, ...rest }) => ({
      ...rest,
      comparisons: compared.map((each) =>
        judged({ ...each, adjustedP: adjusted[test++]! }, 1 - options.confidence),
      ),
    })),
  )
}

function measuresOf(
  images: readonly Pick<ImageMeasured, 'values'>[],
  { seed, permutations, confidence }: ComparisonOptions,
) {
  return MEASURES.map((measure) => {
    const rows = images.map(({ values }) => values[measure.name]).filter((row) => row.every(Number.isFinite))
    const valuesOf = (order: Order) => rows.map((row) => row[ORDERS.indexOf(order)]!)
    const compared = (['ink', 'random'] as const).map((control) =>
      comparison(
        valuesOf('map'),
        valuesOf(control),
        { control, direction: directionOf(measure), confidence, permutations },
        new Random(seed).split(`sign flips ${measure.name} ${control}`),
      ),
    )
    const orders = ORDERS.map((order) => ({ order, ...meanOf(valuesOf(order), confidence) }))
    return { ...measure, n: rows.length, undefined: images.length - rows.length, orders, compared }
  })
}

type Untold = Omit<Comparison, 'adjustedP' | 'verdict'>

function comparison(
  map: readonly number[],
  control: readonly number[],
  options: {
    readonly control: 'ink' | 'random'
    readonly direction: 1 | -1
    readonly confidence: number
    readonly permutations: number
  },
  random: Random,
): Untold {
  const { direction, confidence, permutations } = options
  const [a, b] = direction === 1 ? [map, control] : [control, map]
  if (map.length < 3) return { control: options.control, advantage: Number.NaN, p: 1 }
  const { estimate, interval } = orUndefined(() => pairedT(a, b, { confidence })) ?? {}
  const effect = orUndefined(() => pairedG(a, b, { confidence }))
  const { p, estimate: mean } = signFlipTest(a, b, { permutations, uniform: () => random.uniform() })
  return {
    control: options.control,
    advantage: estimate ?? mean!,
    ...(interval && { interval: [interval[0], interval[1]] as const }),
    ...(effect && { g: effect.value, gInterval: [effect.interval[0], effect.interval[1]] as const }),
    p,
  }
}

/** Better or worse where the adjusted p is below the level and the interval does not hold 0. */
function judged(test: Omit<Comparison, 'verdict'>, level: number): Comparison {
  const { adjustedP, advantage, interval } = test
  const holdsNone = interval !== undefined && (interval[0] > 0 || interval[1] < 0)
  if (adjustedP >= level || !holdsNone) return { ...test, verdict: 'undecided' }
  return { ...test, verdict: advantage > 0 ? 'better' : 'worse' }
}

function meanOf(values: readonly number[], confidence: number) {
  if (values.length === 0) return { mean: Number.NaN }
  if (values.length < 2) return { mean: values[0]! }
  const { mean, sd, interval } = meanInterval(values, { confidence })
  return { mean, sd, interval: [interval[0], interval[1]] as const }
}

function orUndefined<T>(compute: () => T): T | undefined {
  try {
    return compute()
  } catch (error) {
    if (error instanceof StatisticsError) return undefined
    throw error
  }
}
