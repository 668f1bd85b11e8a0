import { profileOf } from '@umbra/stats'
import type { ClassMaps } from './class-maps.js'
import { ifDefined } from './test-or-reason.js'

/** One class's images with place and strength taken apart. */
export interface ClassProfiles {
  /** [n'] the images that have a profile, by their places in the class. */
  readonly defined: readonly number[]
  /** [R][n'] of those, each region's share: its sensitivity over the image's strength. */
  readonly regions: readonly Float64Array[]
  /** [n] total strength of every image, Σ over regions of |sensitivity|; NaN where a region is not defined. */
  readonly strengths: Float64Array
}

/**
 * Takes place and strength of both classes' images apart (`profileOf`); what counts as no strength follows the median of both
 * together. A single region has no shares.
 */
export function profilesOf(
  classes: readonly [Pick<ClassMaps, 'regions'>, Pick<ClassMaps, 'regions'>],
): readonly [ClassProfiles, ClassProfiles] {
  const R = classes[0].regions.length
  const strengths = classes.map(({ regions }) =>
    regions[0]!.map((_, i) => regions.reduce((sum, values) => sum + Math.abs(values[i]!), 0)),
  )
  const whole = strengths.map((own) => [...own.keys()].filter((i) => !Number.isNaN(own[i]!)))
  const rows = classes.flatMap(({ regions }, c) =>
    whole[c]!.flatMap((i) => regions.map((values) => values[i]!)),
  )
  const found = R > 1 ? ifDefined(() => profileOf(rows, R)) : undefined
  const none = new Set(found?.undefinedRows)
  const of = (c: 0 | 1): ClassProfiles => {
    const from = c === 0 ? 0 : whole[0]!.length
    const places = found ? [...whole[c]!.keys()].filter((k) => !none.has(from + k)) : []
    return {
      defined: places.map((k) => whole[c]![k]!),
      regions: Array.from({ length: R }, (_, r) =>
        Float64Array.from(places, (k) => found!.profiles[(from + k) * R + r]!),
      ),
      strengths: strengths[c]!,
    }
  }
  return [of(0), of(1)]
}
