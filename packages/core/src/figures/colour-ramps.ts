/** A colour in 0 … 255 for each share 0 … 1 of a ramp. */
export type ColourRamp = (t: number) => readonly [red: number, green: number, blue: number]

/*
 * Three of ColorBrewer's diverging schemes of eleven colours (Cynthia Brewer, Mark Harrower and The Pennsylvania State University,
 * Apache-2.0), blended as d3-scale-chromatic blends them. A page that shows one map loads these alone.
 */
export const redBlue = blended('67001fb2182bd6604df4a582fddbc7f7f7f7d1e5f092c5de4393c32166ac053061')
export const brownGreen = blended('5430058c510abf812ddfc27df6e8c3f5f5f5c7eae580cdc135978f01665e003c30')
export const purpleOrange = blended('2d004b5427888073acb2abd2d8daebf7f7f7fee0b6fdb863e08214b358067f3b08')

/** Cividis (Nuñez, Anderton and Renslow, 2018) by the polynomials that Jamie R. Nuñez fitted to it. */
export const cividis: ColourRamp = (t) => [
  level(-4.54 - t * (35.34 - t * (2381.73 - t * (6402.7 - t * (7024.72 - t * 2710.57))))),
  level(32.49 + t * (170.73 + t * (52.82 - t * (131.46 - t * (176.58 - t * 67.37))))),
  level(81.24 + t * (442.36 - t * (2482.43 - t * (6167.24 - t * (6614.94 - t * 2475.67))))),
]

/** Evenly spaced `rrggbb` colours joined by a uniform cubic B-spline, channel by channel, which begins and ends in the outer ones. */
function blended(colours: string): ColourRamp {
  const values = [0, 2, 4].map((at) =>
    Array.from({ length: colours.length / 6 }, (_, i) =>
      Number.parseInt(colours.slice(6 * i + at, 6 * i + at + 2), 16),
    ),
  )
  return (t) => {
    const [red, green, blue] = values.map((channel) => level(splineAt(channel, t)))
    return [red!, green!, blue!]
  }
}

function splineAt(values: readonly number[], t: number): number {
  const pieces = values.length - 1
  const i = Math.min(pieces - 1, Math.floor(t * pieces))
  const [v1, v2] = [values[i]!, values[i + 1]!]
  const v0 = values[i - 1] ?? 2 * v1 - v2
  const v3 = values[i + 2] ?? 2 * v2 - v1
  const u = (t - i / pieces) * pieces
  const [u2, u3] = [u * u, u * u * u]
  const weighted =
    (1 - 3 * u + 3 * u2 - u3) * v0 + (4 - 6 * u2 + 3 * u3) * v1 + (1 + 3 * u + 3 * u2 - 3 * u3) * v2
  return (weighted + u3 * v3) / 6
}

function level(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)))
}
