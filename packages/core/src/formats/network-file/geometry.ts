import { type LayerWriting, refuse } from './layer-writing.js'
import type { Value } from './topology-writer.js'

type Pair = readonly [number, number]

/** Rows and columns on each side. */
export type Sides = readonly [top: number, bottom: number, left: number, right: number]

/** A window sliding over a feature map, as a layer's settings have it. */
export interface Sliding {
  readonly window: Pair
  readonly stride: Pair
  readonly dilation: Pair
  readonly padding: number | Pair | Sides | 'valid' | 'same'
}

/** The zeros on each side that are written as one number, as two or as four; none for the paddings that have names. */
export function sidesOf(padding: Sliding['padding']): Sides {
  if (typeof padding === 'string') return [0, 0, 0, 0]
  if (typeof padding !== 'number' && padding.length === 4) return padding
  const [rows, columns] = pairOf(padding)
  return [rows, rows, columns, columns]
}

export function pairOf(value: number | Pair): Pair {
  return typeof value === 'number' ? [value, value] : value
}

/** Rows and columns a window gives of a map. Keras's `same` keeps every position; else zeros are counted in. */
export function slidOver(
  { window, stride, dilation, padding }: Sliding,
  [height, width]: readonly number[],
  label: string,
): Pair {
  const sides = sidesOf(padding)
  const [rows, columns] = [height!, width!].map((size, axis) => {
    if (padding === 'same') return Math.ceil(size / stride[axis]!)
    const reach = dilation[axis]! * (window[axis]! - 1) + 1
    return Math.floor((size + sides[2 * axis]! + sides[2 * axis + 1]! - reach) / stride[axis]!) + 1
  })
  if (rows! < 1 || columns! < 1) {
    throw refuse(label, `its window of ${window.join('×')} does not fit into ${height}×${width}`)
  }
  return [rows!, columns!]
}

/** The map with its zeros around it as a layer of its own, for Keras pads only as much as `same` needs. */
export function padded({ writer, name, input }: LayerWriting, padding: Sliding['padding']): Value {
  const [top, bottom, left, right] = sidesOf(padding)
  if (top + bottom + left + right === 0) return input
  const config = { padding: [[top, bottom], [left, right]], data_format: 'channels_last' } // biome-ignore format: rows, then columns
  const layer = writer.add('ZeroPadding2D', `${name}_pad`, [input], config)
  const [height, width, channels] = input.shape as [number, number, number]
  return { ...input, layer, shape: [top + height + bottom, left + width + right, channels] }
}

/** `padding` of the Keras layer behind the zeros. */
export function kerasPadding(padding: Sliding['padding']): 'same' | 'valid' {
  return padding === 'same' ? 'same' : 'valid'
}

/** [H, W, C] of a layer's input. */
export function requireMap({ input, label }: LayerWriting): readonly [number, number, number] {
  if (input.shape.length === 3) return input.shape as unknown as readonly [number, number, number]
  throw refuse(label, `reads ${input.shape[0]} values in a row, expected a feature map`)
}
