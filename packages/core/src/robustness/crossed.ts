import {
  type CrossedDifference,
  crossedDifference,
  crossedEffect,
  effectContributions,
  type PigeonholeBootstrap,
  pigeonholeBootstrap,
  type Uniform,
} from '@umbra/stats'
import { ifDefined } from '../study/test-or-reason.js'
import type { CrossedEstimate, OwnEstimates } from './result.js'

/** One measure under one specification and one network, NaN where it is not defined for an image. */
export interface Column {
  /** Of each class, places of its images among all subjects of the class, and the measure of each. */
  readonly classes: readonly [ColumnHalf, ColumnHalf]
}

interface ColumnHalf {
  readonly subjects: Uint32Array
  readonly values: Float64Array
}

export interface CrossedSettings {
  readonly confidence: number
  /** Regions whose intervals are to hold together; undefined for a measure that is no region's. */
  readonly together?: number | undefined
}

/** Of each class, float64 [networks, n]: the values of the images that every column has. */
type Tables = readonly [Float64Array, Float64Array]

/**
 * The images that all columns have with a value, a table of them for each network and class.
 *
 * @param columns - [networks], all of one specification
 * @param allowed - of each class, the only subjects to be taken; all unless given
 */
function tablesOf(columns: readonly Column[], allowed?: readonly [Set<number>, Set<number>]): Tables {
  const table = (c: 0 | 1) => {
    const common = allowed?.[c] ?? commonSubjects(columns, c)
    const rows = columns.map(({ classes }) => {
      const { subjects, values } = classes[c]
      const bySubject = new Map<number, number>()
      subjects.forEach((subject, i) => {
        if (common.has(subject)) bySubject.set(subject, values[i]!)
      })
      return bySubject
    })
    const order = [...common].sort((x, y) => x - y)
    return Float64Array.from(rows.flatMap((row) => order.map((subject) => row.get(subject)!)))
  }
  return [table(0), table(1)]
}

/** Subjects of a class with a value in every column. */
function commonSubjects(columns: readonly Column[], c: 0 | 1): Set<number> {
  let common: Set<number> | undefined
  for (const { classes } of columns) {
    const { subjects, values } = classes[c]
    const own = new Set<number>()
    subjects.forEach((subject, i) => {
      if (!Number.isNaN(values[i]!) && (common?.has(subject) ?? true)) own.add(subject)
    })
    common = own
  }
  return common ?? new Set()
}

/** g over the networks under one specification, for new networks and new images; undefined of a single network, or where it has none. */
export function crossedG(columns: readonly Column[], settings: CrossedSettings): CrossedEstimate | undefined {
  if (columns.length < 2) return undefined
  const tables = tablesOf(columns)
  return estimateOf(
    (confidence) => crossedEffect(...tables, columns.length, { confidence }),
    tables,
    columns.length,
    settings,
  )
}

/** The study's own specification: difference of means in the unit of the score, and g, each with a two-way bootstrap beside it. */
export function ownEstimates(
  columns: readonly Column[],
  settings: CrossedSettings,
  uniform: Uniform,
): OwnEstimates | undefined {
  const networks = columns.length
  if (networks < 2) return undefined
  const tables = tablesOf(columns)
  const difference = estimateOf(
    (confidence) => crossedDifference(...tables, networks, { confidence }),
    tables,
    networks,
    settings,
  )
  const g = estimateOf(
    (confidence) => crossedEffect(...tables, networks, { confidence }),
    tables,
    networks,
    settings,
  )
  if (!difference || !g) return undefined
  const { confidence } = settings
  const resampled = (effect: 'difference' | 'standardised') =>
    bootstrapOf(() => pigeonholeBootstrap(...tables, networks, { effect, confidence, uniform }))
  return {
    difference: { ...difference, ...resampled('difference') },
    g: { ...g, ...resampled('standardised') },
  }
}

/**
 * Mean g over specifications and networks, for new networks and new images, with a two-way bootstrap of the images' contributions beside it:
 * contributions to g are averaged over the specifications.
 *
 * @param specifications - each [networks]
 */
export function crossedMean(
  specifications: readonly (readonly Column[])[],
  settings: CrossedSettings,
  uniform: Uniform,
): CrossedEstimate | undefined {
  const networks = specifications[0]?.length ?? 0
  if (networks < 2) return undefined
  const all = specifications.flat()
  const common = [commonSubjects(all, 0), commonSubjects(all, 1)] as const
  const averaged = ifDefined(() => {
    const sums = [0, 1].map((c) => new Float64Array(networks * common[c as 0 | 1].size))
    for (const columns of specifications) {
      const { contributions } = effectContributions(...tablesOf(columns, common), networks)
      contributions.forEach((own, c) => {
        for (let i = 0; i < own.length; i++) sums[c]![i]! += own[i]! / specifications.length
      })
    }
    return [sums[0]!, sums[1]!] as const
  })
  if (!averaged) return undefined
  const estimate = estimateOf(
    (confidence) => crossedDifference(...averaged, networks, { confidence }),
    averaged,
    networks,
    settings,
  )
  const { confidence } = settings
  return (
    estimate && {
      ...estimate,
      ...bootstrapOf(() => pigeonholeBootstrap(...averaged, networks, { confidence, uniform })),
    }
  )
}

function estimateOf(
  compute: (confidence: number) => CrossedDifference,
  tables: Tables,
  networks: number,
  { confidence, together }: CrossedSettings,
): CrossedEstimate | undefined {
  const found = ifDefined(() => compute(confidence))
  if (!found) return undefined
  const { estimate, interval, p, df, standardError, variance } = found
  // Closed forms of several regions hold together by Bonferroni's inequality.
  const wide = together === undefined ? undefined : ifDefined(() => compute(1 - (1 - confidence) / together))
  return {
    ...{ estimate, interval, p, df, standardError },
    shares: variance.shares,
    negative: variance.negative,
    images: [tables[0].length / networks, tables[1].length / networks],
    ...(wide && {
      simultaneous: { level: confidence, interval: wide.interval, method: 'Bonferroni' as const },
    }),
  }
}

function bootstrapOf(compute: () => PigeonholeBootstrap): Pick<CrossedEstimate, 'bootstrap'> {
  const found = ifDefined(compute)
  return found
    ? {
        bootstrap: {
          interval: found.interval,
          standardError: found.standardError,
          resamples: found.resamples,
        },
      }
    : {}
}
