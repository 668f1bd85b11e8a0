import type { Network } from '@umbra/occlusion-wasm'
import type { Beginning } from '../../network/range-note.js'

/** A first layer of a network, as its file has it, that scales and shifts what it reads: it tells what range of pixels it was made for. */
export function networkBeginning({ layers: [first] }: Network): Beginning | undefined {
  if (first?.kind !== 'scaleShift') return undefined
  return { layer: `a layer that scales (${first.name ?? 'without a name'})`, gain: Math.abs(first.scale[0]!) }
}
