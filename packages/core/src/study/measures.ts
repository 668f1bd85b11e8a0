import type { Region } from '../regions/index.js'

/** A number per image whose difference between the classes a specification curve shows. */
export interface Measure {
  /** `middle against the rest`, `top`, `whole map`. */
  readonly name: string
  /** From an image's sensitivities, the whole map's first and then the regions'; NaN where one it needs is. */
  of(sensitivities: Float64Array): number
}

/**
 * What is compared: contrasts of bands, each region, the whole map. The contrasts are free of level: the first region
 * less the last, and the middle one less the mean of the others. They are the linear and the quadratic trend over three
 * ordered regions, and between them hold all that the class × region interaction tests.
 */
export function measuresOf(regions: readonly Pick<Region, 'name' | 'rows'>[]): Measure[] {
  return [...contrastsOf(regions), ...regionMeasures(regions), { name: 'whole map', of: (s) => s[0]! }]
}

/** Each region by itself. */
export function regionMeasures(regions: readonly Pick<Region, 'name'>[]): Measure[] {
  return regions.map(({ name }, r) => ({ name, of: (s) => s[1 + r]! }))
}

/** The contrasts alone: of bands, whose order means something; one of two bands. */
export function contrastsOf(regions: readonly Pick<Region, 'name' | 'rows'>[]): Measure[] {
  if (regions.some(({ rows }) => !rows)) return []
  const last = regions.length - 1
  const middle = regions.length >> 1
  const others = regions.flatMap((_, r) => (r === middle ? [] : [r]))
  const trend: Measure = {
    name: `${regions[0]!.name} against ${regions[last]!.name}`,
    of: (s) => s[1]! - s[1 + last]!,
  }
  const bend: Measure = {
    name: `${regions[middle]!.name} against the rest`,
    of: (s) => s[1 + middle]! - others.reduce((sum, r) => sum + s[1 + r]!, 0) / others.length,
  }
  return [trend, bend].slice(0, Math.min(last, 2))
}
