import { NetworkError } from '../network-error.js'
import { type MapShape, type Padding, sizeOf } from '../shape.js'
import { checkSizes, mapShape } from './checks.js'
import type { OperationRules, Reference } from './operation-rules.js'
import { padded } from './sliding.js'

/** What lies around a map: one value, the map mirrored in its outermost cells or in its edges, or its outermost cells again. */
export type PadMode = 'constant' | 'reflect' | 'symmetric' | 'edge'

/** A map with values around it; zeros are `zeroPad`. Modes are those of numpy.pad. */
export interface Pad {
  readonly kind: 'pad'
  readonly padding: Padding
  readonly mode: PadMode
  /** Of mode `constant`. */
  readonly value?: number | undefined
}

export const pad: OperationRules<Pad> = {
  arity: 'one',
  check({ padding, mode, value }, _, label) {
    checkSizes(padding, 4, 0, `${label}, padding`)
    const wrong = (field: string, expected: string, got: unknown) =>
      new NetworkError('LAYER_SETTING', `${label}, ${field}: expected ${expected}, got ${got}`)
    if (!['constant', 'reflect', 'symmetric', 'edge'].includes(mode)) {
      throw wrong('mode', 'constant, reflect, symmetric or edge', mode)
    }
    if (mode === 'constant' ? !Number.isFinite(Math.fround(value ?? Number.NaN)) : value !== undefined) {
      throw wrong('value', mode === 'constant' ? 'a finite number' : `none where the mode is ${mode}`, value)
    }
  },
  outputShape({ padding, mode }, [input], label) {
    const shape = mapShape(input!, label)
    const spare = mode === 'reflect' ? 1 : 0
    const mirrors = mode === 'reflect' || mode === 'symmetric'
    const most = shape.map((size) => size - spare)
    if (mirrors && padding.some((cells, side) => cells > most[side < 2 ? 0 : 1]!)) {
      throw new NetworkError(
        'LAYER_SETTING',
        `${label}, padding: expected at most ${most[0]} rows and ${most[1]} columns to ${mode}, got [${padding.join(', ')}]`,
      )
    }
    return padded(shape, padding)
  },
  multiplyAdds: () => 0,
  gain: ({ value }) => ({ factor: 1, offset: Math.abs(value ?? 0) }),
}

export const padReference: Reference<Pad> = (
  { padding: [top, bottom, left, right], mode, value },
  [values],
  input,
  output,
) => {
  const [height, width, channels] = input as MapShape
  const rows = paddedAxis(height, top, bottom, mode)
  const columns = paddedAxis(width, left, right, mode)
  return Float64Array.from({ length: sizeOf(output) }, (_, i) => {
    const cell = Math.floor(i / channels)
    const [y, x] = [rows[Math.floor(cell / columns.length)]!, columns[cell % columns.length]!]
    return y < 0 || x < 0 ? Math.fround(value!) : values![(y * width + x) * channels + (i % channels)]!
  })
}

/** Which row or column of a map lies at each place of the padded one; −1 where none does. */
export function paddedAxis(size: number, before: number, after: number, mode: PadMode): number[] {
  const beyond = {
    constant: () => -1,
    reflect: (i: number) => (i < 0 ? -i : 2 * (size - 1) - i),
    symmetric: (i: number) => (i < 0 ? -1 - i : 2 * size - 1 - i),
    edge: (i: number) => (i < 0 ? 0 : size - 1),
  }[mode]
  return Array.from({ length: before + size + after }, (_, o) => {
    const i = o - before
    return i >= 0 && i < size ? i : beyond(i)
  })
}
