import type { Shape } from '@umbra/occlusion-wasm'
import { refuse } from './layer-reading.js'

/** An axis as the file has it: of [H, W, C], of [n, C] or of [n], in either layout. */
type AxisFile = number | 'rows' | 'columns' | 'channels'

/** Its number, from 0. @param shape - of what is read */
export function axisOf(axis: AxisFile, shape: Shape, label: string): number {
  if (axis === 'channels') return shape.length - 1
  if (typeof axis === 'number') return axis
  if (shape.length !== 3) throw refuse(label, `goes along ${axis}, and reads no feature map`)
  return axis === 'rows' ? 0 : 1
}
