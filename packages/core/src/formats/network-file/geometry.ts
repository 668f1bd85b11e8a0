import { type LayerWriting, refuse } from './layer-writing.js'
import type { Value } from './topology-writer.js'

type Pair = readonly [number, number]

/** A window sliding over a feature map, as a layer's settings have it. */
export interface Sliding {
  readonly window: Pair
  readonly stride: Pair
  readonly dilation: Pair
  readonly padding: number | readonly [number, number] | 'valid' | 'same'
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
  const zeros = typeof padding === 'string' ? ([0, 0] as const) : pairOf(padding)
  const [rows, columns] = [height!, width!].map((size, axis) => {
    if (padding === 'same') return Math.ceil(size / stride[axis]!)
    const reach = dilation[axis]! * (window[axis]! - 1) + 1
    return Math.floor((size + 2 * zeros[axis]! - reach) / stride[axis]!) + 1
  })
  if (rows! < 1 || columns! < 1) {
    throw refuse(label, `its window of ${window.join('×')} does not fit into ${height}×${width}`)
  }
  return [rows!, columns!]
}

/** The map with its zeros around it as a layer of its own, for Keras pads only as much as `same` needs. */
export function padded({ writer, name, input }: LayerWriting, padding: Sliding['padding']): Value {
  if (typeof padding === 'string') return input
  const [rows, columns] = pairOf(padding)
  if (rows === 0 && columns === 0) return input
  const config = { padding: [[rows, rows], [columns, columns]], data_format: 'channels_last' } // biome-ignore format: rows, then columns
  const layer = writer.add('ZeroPadding2D', `${name}_pad`, [input], config)
  const [height, width, channels] = input.shape as [number, number, number]
  return { ...input, layer, shape: [height + 2 * rows, width + 2 * columns, channels] }
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
