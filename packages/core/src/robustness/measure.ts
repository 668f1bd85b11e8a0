import type { Region } from '../regions/index.js'

/** A number per image whose difference between the classes a specification curve shows. */
export interface Measure {
  /** `middle against the rest`, `top`, `whole map`. */
  readonly name: string
  /** From an image's sensitivities, the whole map's first and then the regions'; NaN where one it needs is. */
  of(sensitivities: Float64Array): number
}

/**
 * What is compared, fixed before any data are seen: first the headline, a contrast of regions with one degree of freedom
 * that the class × region interaction is about (the middle region less the mean of the others, so that a difference in
 * level alone leaves it at 0); then each region; then the whole map.
 */
export function measuresOf(regions: readonly Pick<Region, 'name'>[]): Measure[] {
  const middle = regions.length >> 1
  const others = regions.flatMap((_, r) => (r === middle ? [] : [r]))
  const contrast: Measure = {
    name: `${regions[middle]!.name} against the rest`,
    of: (s) => s[1 + middle]! - others.reduce((sum, r) => sum + s[1 + r]!, 0) / others.length,
  }
  const single = regions.map(({ name }, r): Measure => ({ name, of: (s) => s[1 + r]! }))
  return [...(others.length > 0 ? [contrast] : []), ...single, { name: 'whole map', of: (s) => s[0]! }]
}
