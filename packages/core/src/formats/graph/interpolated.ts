import type { Operation } from '@umbra/occlusion-wasm'
import type { NetworkValue } from '../../network/network-builder.js'

/** Of each cell of an output along an axis, the cells of the input that it is made of, and by which weights. */
export type Taps = readonly (readonly { readonly from: number; readonly weight: number }[])[]

/** Between the two nearest cells, those at the edge standing for what would lie beyond. @param places - of output cells in the input */
export function linearTaps(places: readonly number[], size: number): Taps {
  return places.map((place) => {
    const share = place - Math.floor(place)
    return [
      { from: held(Math.floor(place), size), weight: 1 - share },
      { from: held(Math.floor(place) + 1, size), weight: share },
    ]
  })
}

/**
 * By cubic convolution of the four nearest cells (Keys, 1981).
 *
 * @param a - its parameter: −0.75 as PyTorch has it, −0.5 TensorFlow
 * @param excludes - whether cells beyond an edge are left out, and the other weights made to sum to 1
 */
export function cubicTaps(places: readonly number[], size: number, a: number, excludes: boolean): Taps {
  const near = (d: number) => ((a + 2) * d - (a + 3)) * d * d + 1
  const far = (d: number) => ((a * d - 5 * a) * d + 8 * a) * d - 4 * a
  return places.map((place) => {
    const first = Math.floor(place)
    const share = place - first
    const weights = [far(1 + share), near(share), near(1 - share), far(2 - share)]
    const taps = weights.map((weight, i) => ({ at: first - 1 + i, weight }))
    const kept = excludes ? taps.filter(({ at }) => at >= 0 && at < size) : taps
    const sum = excludes ? kept.reduce((total, { weight }) => total + weight, 0) : 1
    return kept.map(({ at, weight }) => ({ from: held(at, size), weight: weight / sum }))
  })
}

function held(place: number, size: number): number {
  return Math.min(size - 1, Math.max(0, place))
}

/**
 * A map whose rows or columns are weighted sums of those of another: rows chosen, weighted and added, for no layer does so at once.
 *
 * @param map - [H, W, C]
 * @param axis - 0 for rows, 1 for columns
 */
export function interpolated(
  add: (inputs: readonly NetworkValue[], operation: Operation) => NetworkValue,
  map: NetworkValue,
  axis: 0 | 1,
  taps: Taps,
): NetworkValue {
  // A factor for each channel is what a layer has: rows take the place of channels meanwhile.
  const [there, back] =
    axis === 0
      ? ([
          [1, 2, 0],
          [2, 0, 1],
        ] as const)
      : ([
          [0, 2, 1],
          [0, 2, 1],
        ] as const)
  const turned = add([map], { kind: 'transpose', axes: there })
  const count = Math.max(...taps.map(({ length }) => length))
  const parts = Array.from({ length: count }, (_, t) => {
    const indices = taps.map((own) => own[t]?.from ?? 0)
    const scale = Float32Array.from(taps, (own) => own[t]?.weight ?? 0)
    const chosen = add([turned], { kind: 'select', axis: 2, indices })
    return add([chosen], { kind: 'scaleShift', scale, shift: new Float32Array(scale.length) })
  })
  return add([add(parts, { kind: 'add' })], { kind: 'transpose', axes: back })
}
