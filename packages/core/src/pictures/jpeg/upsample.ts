import type { Samples } from '../raster.js'
import type { Component, Frame } from './frame.js'

/** Writes a row of a component at the size of the picture; the row may be longer than the picture is wide. */
export type RowReader = (y: number, out: Samples) => void

/**
 * How a component is brought to the size of the picture, as libjpeg's "fancy" upsampling has it: twice as wide, twice as high
 * or both by weights of 3 to 1 for the nearer and the farther sample, roundings alternating; by other factors, and where a
 * component is at most 2 samples wide, by repetition.
 *
 * @param plane - the component's samples, its rows `stride` apart
 */
export function rowReader(component: Component, frame: Frame, plane: Samples, stride: number): RowReader {
  const [wider, higher] = [frame.across / component.across, frame.down / component.down]
  const wide = component.width
  const smoothAcross = wider === 2 && wide > 2
  if (wider === 1 && higher === 2) return (y, out) => blendedDown(plane, stride, component, y, out)
  if (smoothAcross && higher === 1) return (y, out) => doubledAcross(plane, stride * y, wide, out)
  if (smoothAcross && higher === 2) {
    const sums = new Int32Array(wide)
    return (y, out) => doubledBoth(plane, stride, component, y, sums, out)
  }
  return (y, out) => {
    const from = stride * Math.floor(y / higher)
    for (let x = 0, to = 0; x < wide; x++) {
      for (let i = 0; i < wider; i++) out[to++] = plane[from + x]!
    }
  }
}

/** Starts of the rows nearest to row y of the doubled component: the one it lies in, and its neighbour on y's side. */
function nearRows(stride: number, { height }: Component, y: number): readonly [near: number, far: number] {
  const near = y >> 1
  const far = Math.min(height - 1, Math.max(0, y & 1 ? near + 1 : near - 1))
  return [near * stride, far * stride]
}

function blendedDown(plane: Samples, stride: number, component: Component, y: number, out: Samples): void {
  const [near, far] = nearRows(stride, component, y)
  const bias = y & 1 ? 2 : 1
  for (let x = 0; x < component.width; x++) out[x] = (3 * plane[near + x]! + plane[far + x]! + bias) >> 2
}

function doubledAcross(plane: Samples, from: number, wide: number, out: Samples): void {
  for (let x = 0; x < wide; x++) {
    const own = 3 * plane[from + x]!
    out[2 * x] = x === 0 ? plane[from]! : (own + plane[from + x - 1]! + 1) >> 2
    out[2 * x + 1] = x === wide - 1 ? plane[from + x]! : (own + plane[from + x + 1]! + 2) >> 2
  }
}

function doubledBoth(
  plane: Samples,
  stride: number,
  component: Component,
  y: number,
  sums: Int32Array,
  out: Samples,
): void {
  const [near, far] = nearRows(stride, component, y)
  const wide = component.width
  for (let x = 0; x < wide; x++) sums[x] = 3 * plane[near + x]! + plane[far + x]!
  for (let x = 0; x < wide; x++) {
    const own = 3 * sums[x]!
    // At the edges the sample outside is the edge's own.
    out[2 * x] = (own + sums[x === 0 ? 0 : x - 1]! + 8) >> 4
    out[2 * x + 1] = (own + sums[x === wide - 1 ? x : x + 1]! + 7) >> 4
  }
}
