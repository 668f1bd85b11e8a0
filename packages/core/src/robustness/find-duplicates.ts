import { type Measure, regionMeasures } from '../study/measures.js'
import { type Duplicates, duplicatesOf, imageCorrelations, leastOf } from './duplicates.js'
import type { AllEstimates } from './estimate-all.js'
import type { Repetitions } from './repetitions.js'

/** Images of both classes over which specifications are compared, at most: correlations near 1 need no more. */
const MOST_IMAGES = 200

/** Which specifications give one answer, for each measure and for the pattern; undefined where none defines it. */
export interface AllDuplicates {
  /** [measures] */
  readonly measures: readonly (Duplicates | undefined)[]
  readonly pattern?: Duplicates
}

/**
 * Finds the duplicates among all specifications. Those that differ only in which images they leave out say the same of every image they
 * have, so they are compared once.
 *
 * @param reference - the study's own specification
 */
export function findDuplicates(
  repetitions: Repetitions,
  { measures, estimates, patterns }: AllEstimates,
  reference: number,
): AllDuplicates {
  const { specifications, cuts, cutOf } = repetitions
  const twins = twinsOf(specifications)
  const images = Array.from({ length: repetitions.networks }, (_, m) => spaced(repetitions.complete(m)))
  const found = cuts.map((regions, cut) => {
    const heads = [...twins.keys()].filter((s) => cutOf(s) === cut)
    const compared = cut === 0 ? measures : regionMeasures(regions)
    return { heads, matrices: correlationsOf(repetitions, images, compared, heads) }
  })
  const grouped = (heads: readonly number[], matrix: Float64Array, effective = matrix) =>
    duplicatesOf(
      matrix,
      heads.map((s) => twins.get(s)!),
      reference,
      effective,
    )
  const ofMeasures = measures.map(({ name }, k) => {
    const { heads, matrices } = found[0]!
    const [defined, matrix] = among(heads, matrices.get(name)!, (s) =>
      estimates[k]![s]!.models.some((one) => one !== null),
    )
    if (defined.length === 0) return undefined
    const { groups, effective } = grouped(defined, matrix)
    return {
      groups: groups.map((group) => ({ ...group, spread: spreadOf(estimates[k]!, group) })),
      effective,
    }
  })
  const ofCuts = cuts.flatMap((regions, cut) => {
    const { heads, matrices } = found[cut]!
    const whether = (s: number) => patterns[s]!.some((one) => one !== null)
    const defined = heads.filter(whether)
    if (defined.length === 0) return []
    const own = regions.map(({ name }) => among(heads, matrices.get(name)!, whether)[1])
    const mean = own[0]!.map((_, at) => own.reduce((sum, matrix) => sum + matrix[at]!, 0) / own.length)
    return [grouped(defined, leastOf(own), mean)]
  })
  return {
    measures: ofMeasures,
    ...(ofCuts.length > 0 && {
      pattern: {
        groups: ofCuts.flatMap(({ groups }) => groups),
        effective: ofCuts.reduce((sum, { effective }) => sum + effective, 0),
      },
    }),
  }
}

/** The specifications that hold, and their part of a matrix over all. */
function among(
  heads: readonly number[],
  matrix: Float64Array,
  holds: (specification: number) => boolean,
): [number[], Float64Array] {
  const places = [...heads.keys()].filter((k) => holds(heads[k]!))
  const part = Float64Array.from(
    { length: places.length ** 2 },
    (_, at) => matrix[places[Math.floor(at / places.length)]! * heads.length + places[at % places.length]!]!,
  )
  return [places.map((k) => heads[k]!), part]
}

/** Of each first of them, the specifications that differ in their selection alone. */
function twinsOf(specifications: Repetitions['specifications']): ReadonlyMap<number, readonly number[]> {
  const heads = new Map<string, number>()
  const twins = new Map<number, number[]>()
  for (const [s, { selection: _, ...choices }] of specifications.entries()) {
    const key = JSON.stringify(choices)
    const head = heads.get(key) ?? s
    heads.set(key, head)
    twins.set(head, [...(twins.get(head) ?? []), s])
  }
  return twins
}

function spreadOf(
  estimates: AllEstimates['estimates'][number],
  { representative, members }: { readonly representative: number; readonly members: readonly number[] },
): number {
  const shown = estimates[representative]!.models
  return Math.max(
    0,
    ...members
      .flatMap((s) =>
        estimates[s]!.models.map((one, m) => Math.abs((one?.g ?? Number.NaN) - (shown[m]?.g ?? Number.NaN))),
      )
      .filter((apart) => !Number.isNaN(apart)),
  )
}

/** Of each measure, by its name, the correlations of specifications over images. */
function correlationsOf(
  { networks, read }: Repetitions,
  images: readonly (readonly [Uint32Array, Uint32Array])[],
  measures: readonly Measure[],
  heads: readonly number[],
): ReadonlyMap<string, Float64Array> {
  const K = heads.length
  const tables = measures.map(() =>
    images.map(([a, b]) => new Float64Array((a.length + b.length) * K).fill(Number.NaN)),
  )
  for (let m = 0; m < networks; m++) {
    heads.forEach((s, k) => {
      let row = 0
      read(s, m).forEach(({ subjects, sensitivities }, c) => {
        const width = sensitivities.length / subjects.length
        const places = new Map([...subjects].map((subject, i) => [subject, i]))
        for (const subject of images[m]![c]!) {
          const i = places.get(subject)!
          const own = sensitivities.subarray(i * width, (i + 1) * width)
          for (const [t, measure] of measures.entries()) tables[t]![m]![row * K + k] = measure.of(own)
          row++
        }
      })
    })
  }
  return new Map(measures.map(({ name }, t) => [name, imageCorrelations(tables[t]!, K)]))
}

/** At most so many of them, evenly. */
function spaced([a, b]: readonly [Uint32Array, Uint32Array]): readonly [Uint32Array, Uint32Array] {
  const all = a.length + b.length
  const step = Math.max(1, all / MOST_IMAGES)
  const chosen = new Set(Array.from({ length: Math.floor(all / step) }, (_, i) => Math.floor(i * step)))
  return [a.filter((_, i) => chosen.has(i)), b.filter((_, i) => chosen.has(a.length + i))]
}
