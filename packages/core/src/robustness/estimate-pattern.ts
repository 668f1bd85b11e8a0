import { interactionCurve, mixedAnova } from '@umbra/stats'
import type { StudyConfig } from '../mapping/config.js'
import type { Random } from '../random.js'
import { ifDefined } from '../study/test-or-reason.js'
import type { Column } from './estimate-curve.js'
import type { PatternCurve } from './result.js'

export interface PatternInput {
  /** [regions][specifications][models] the sensitivities of each region. */
  readonly columns: readonly (readonly (readonly Column[])[])[]
  /** Subjects of each class. */
  readonly subjects: readonly [number, number]
}

/** A specification on a network: its column in every region. */
type Profile = readonly Column[]

/** The class × region interaction under every specification and network, and the joint test of them all. */
export function estimatePattern(
  { columns, subjects }: PatternInput,
  { confidence, permutations }: Pick<StudyConfig, 'confidence' | 'permutations'>,
  random: Random,
): PatternCurve | undefined {
  const levels = columns.length
  if (levels < 2) return undefined
  const profiles = columns[0]!.map((row, s) => row.map((_, m) => columns.map((region) => region[s]![m]!)))
  const defined = profiles.flat().filter(isDefined)
  if (defined.length === 0) return undefined
  const [a, b] = subjects.map((n, c) => profileTable(defined, n, c as 0 | 1))
  const stream = random.split('joint interaction')
  const curve = interactionCurve(a!, b!, {
    specifications: defined.length,
    levels,
    permutations,
    alpha: 1 - confidence,
    uniform: () => stream.uniform(),
  })
  const place = new Map(defined.map((profile, k) => [profile, k]))
  const alpha = 1 - confidence
  return {
    estimates: profiles.map((row) => ({
      models: row.map((profile) => {
        const k = place.get(profile)
        return k === undefined ? null : { etaSquared: curve.effects[k]!, p: curve.p[k]! }
      }),
    })),
    significant: curve.p.filter((p) => p <= alpha).length / defined.length,
    joint: { median: curve.median, significant: curve.significant, permutations },
  }
}

/** Whether a study under the specification could compute its interaction: enough images, and some variance among them. */
function isDefined(profile: Profile): boolean {
  const values: number[] = []
  const groups: number[] = []
  for (const c of [0, 1] as const) {
    const halves = profile.map(({ classes }) => classes[c].values)
    halves[0]!.forEach((_, i) => {
      const row = halves.map((half) => half[i]!)
      if (row.some(Number.isNaN)) return
      values.push(...row)
      groups.push(c)
    })
  }
  return ifDefined(() => mixedAnova(values, groups)) !== undefined
}

/** float64 [n, profiles, regions]: a row for each subject of the class, NaN where a specification leaves it out. */
function profileTable(profiles: readonly Profile[], n: number, c: 0 | 1): Float64Array {
  const levels = profiles[0]!.length
  const width = profiles.length * levels
  const values = new Float64Array(n * width).fill(Number.NaN)
  profiles.forEach((profile, k) => {
    profile.forEach(({ classes }, r) => {
      const half = classes[c]
      half.subjects.forEach((subject, i) => {
        values[subject * width + k * levels + r] = half.values[i]!
      })
    })
  })
  return values
}
