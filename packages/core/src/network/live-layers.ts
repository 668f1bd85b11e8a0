import type { LayerDescription } from '@umbra/occlusion-wasm'

/** The layers that one of them needs, in their order, it last. @param output - its index */
export function liveLayers(layers: readonly LayerDescription[], output: number): LayerDescription[] {
  const needed = new Set([output])
  for (let index = output; index >= 0; index--) {
    if (needed.has(index)) for (const input of layers[index]!.inputs) needed.add(input)
  }
  const live = layers.map((_, index) => index).filter((index) => needed.has(index))
  const moved = new Map(live.map((index, place) => [index, place]))
  return live.map((index) => {
    const layer = layers[index]!
    return { ...layer, inputs: layer.inputs.map((input) => moved.get(input) ?? -1) }
  })
}
