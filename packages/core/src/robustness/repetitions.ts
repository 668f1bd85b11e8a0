import { profileOf } from '@umbra/stats'
import type { Region } from '../regions/index.js'
import { ifDefined } from '../study/test-or-reason.js'
import { adjustedFor } from './adjusted-for-ink.js'
import { coveringsOf, type Reading, readingsOf, type StudyChoices, specificationsOf } from './grid.js'
import { areasOf, type ScoredRobustness } from './scored.js'
import { ascending, drawKey } from './subjects.js'

/** One specification on one network. */
export interface ReadClass {
  /** [n] places of its images among all subjects of the class. */
  readonly subjects: Uint32Array
  /** float64 [n, 1 + R] row by row: whole map, then each region; NaN where it is not defined. */
  readonly sensitivities: Float64Array
}

/** Every repetition of a study, read off the sums of its scoring passes. */
export interface Repetitions {
  readonly specifications: readonly StudyChoices[]
  readonly networks: number
  /** Of each class, positions in the dataset of every image that some specification uses on some network, ascending. */
  readonly subjects: readonly [Uint32Array, Uint32Array]
  /** [choices of regions] the regions of each; the study's own first. */
  readonly cuts: readonly (readonly Region[])[]
  /** Place of a specification's regions among `cuts`. */
  cutOf(specification: number): number
  /** The images of a specification on a network, class by class. */
  read(specification: number, network: number): readonly [ReadClass, ReadClass]
  /** Of each class, the subjects that are in every specification of a network. */
  complete(network: number): readonly [Uint32Array, Uint32Array]
}

/** @param scored - whole: with all passes */
export function repetitionsOf(scored: ScoredRobustness): Repetitions {
  const { grid, networks, passes, shape } = scored
  const { areas, cuts } = areasOf(grid, shape)
  const readings = readingsOf(grid)
  const coverings = coveringsOf(grid).length
  const offsets = cuts.map((_, k) => 1 + cuts.slice(0, k).reduce((sum, cut) => sum + cut.length, 0))
  const subjects = [0, 1].map((c) =>
    ascending(networks.flatMap(({ drawn }) => [...drawn.values()].map((both) => both[c as 0 | 1]))),
  ) as [Uint32Array, Uint32Array]
  const places = subjects.map((indices) => placesOf(indices))
  const inkRows = placesOf(scored.images.indices)
  const rows = networks.map(({ indices }) => placesOf(indices))
  const cutOf = (s: number) => grid.regions.indexOf(readings[s % readings.length]!.regions)

  const read = (s: number, m: number): readonly [ReadClass, ReadClass] => {
    const { score, normalisation, selection } = readings[s % readings.length]!
    const { values } = passes[m * coverings + Math.floor(s / readings.length)]!
    const drawn = networks[m]!.drawn.get(drawKey({ selection, normalisation }))!
    const cut = cutOf(s)
    const chosen = [0, ...cuts[cut]!.map((_, r) => offsets[cut]! + r)]
    const perImage = grid.score.length * areas.length
    const from = grid.score.indexOf(score) * areas.length
    const halves = drawn.map((indices) => {
      const raw = new Float64Array(indices.length * chosen.length)
      const ink = new Float64Array(raw.length)
      indices.forEach((index, i) => {
        const at = rows[m]!.get(index)! * perImage + from
        const inkAt = inkRows.get(index)! * areas.length
        chosen.forEach((area, k) => {
          raw[i * chosen.length + k] = values[at + area]!
          ink[i * chosen.length + k] = scored.images.ink[inkAt + area]!
        })
      })
      return { raw, ink }
    })
    const sizes = chosen.map((area) => areas[area]!.pixels.length)
    const sensitivities = normalised[normalisation](halves as [Sums, Sums], sizes)
    const both = drawn.map((indices, c) => ({
      subjects: Uint32Array.from(indices, (index) => places[c]!.get(index)!),
      sensitivities: sensitivities[c]!,
    }))
    return [both[0]!, both[1]!]
  }

  const complete = (m: number) => {
    const all = [...networks[m]!.drawn.values()]
    const common = ([0, 1] as const).map((c) => {
      const [first, ...others] = all.map((both) => new Set(both[c]))
      return Uint32Array.from(
        [...first!].filter((index) => others.every((other) => other.has(index))),
        (index) => places[c]!.get(index)!,
      ).sort()
    })
    return [common[0]!, common[1]!] as const
  }
  const specifications = specificationsOf(grid)
  return { specifications, networks: networks.length, subjects, cuts, cutOf, read, complete }
}

function placesOf(indices: Uint32Array): ReadonlyMap<number, number> {
  return new Map([...indices].map((index, place) => [index, place]))
}

/** Of a class, float64 [n, 1 + R] row by row: sums of the map, and ink. */
interface Sums {
  readonly raw: Float64Array
  readonly ink: Float64Array
}

type Normalise = (classes: readonly [Sums, Sums], sizes: readonly number[]) => readonly Float64Array[]

const plain: Normalise = (classes, sizes) =>
  classes.map(({ raw }) => raw.map((sum, at) => sum / sizes[at % sizes.length]!))

const normalised: Readonly<Record<Reading, Normalise>> = {
  raw: plain,
  ink: (classes) =>
    classes.map(({ raw, ink }) => raw.map((sum, at) => (ink[at]! > 0 ? sum / ink[at]! : Number.NaN))),
  profile: profiles,
  adjusted: adjusted,
}

/** Each region's share of all; the whole map has none. */
function profiles(classes: readonly [Sums, Sums], sizes: readonly number[]): Float64Array[] {
  const width = sizes.length
  const means = plain(classes, sizes)
  const regional = means.map((values) => values.filter((_, at) => at % width > 0))
  const both = new Float64Array(regional[0]!.length + regional[1]!.length)
  both.set(regional[0]!)
  both.set(regional[1]!, regional[0]!.length)
  const found = ifDefined(() => profileOf(both, width - 1))
  let row = 0
  return means.map((values) => {
    const own = new Float64Array(values.length).fill(Number.NaN)
    for (let at = 0; at < own.length; at += width, row++) {
      if (found) own.set(found.profiles.subarray(row * (width - 1), (row + 1) * (width - 1)), at + 1)
    }
    return own
  })
}

/** Adjusted for the ink of the whole image. */
function adjusted(classes: readonly [Sums, Sums], sizes: readonly number[]): Float64Array[] {
  const width = sizes.length
  const means = plain(classes, sizes)
  const column = (values: Float64Array, k: number) => values.filter((_, at) => at % width === k)
  const ink = [column(classes[0].ink, 0), column(classes[1].ink, 0)] as const
  const result = means.map((values) => new Float64Array(values.length))
  for (let k = 0; k < width; k++) {
    adjustedFor([column(means[0]!, k), column(means[1]!, k)], ink).forEach((values, c) => {
      values.forEach((value, i) => {
        result[c]![i * width + k] = value
      })
    })
  }
  return result
}
