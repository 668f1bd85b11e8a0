import type { LayerDescription } from '@umbra/occlusion-wasm'

type Weighted = Extract<LayerDescription, { kind: 'conv2d' | 'depthwiseConv2d' | 'dense' }>
type ScaleShift = Extract<LayerDescription, { kind: 'scaleShift' }>

/**
 * Takes every scaleShift into the convolution or dense layer it follows, where nothing else reads that layer:
 * s·(W·x + b) + t = (s·W)·x + (s·b + t). The products are rounded once, so scores move by rounding alone.
 */
export function foldScaleShifts(layers: readonly LayerDescription[]): LayerDescription[] {
  const readers = new Map<number, number>()
  for (const index of layers.flatMap(({ inputs }) => inputs))
    readers.set(index, (readers.get(index) ?? 0) + 1)
  const folded: LayerDescription[] = []
  /** Where each layer's output is found afterwards. */
  const moved = new Map<number, number>([[-1, -1]])
  for (const [index, layer] of layers.entries()) {
    const inputs = layer.inputs.map((input) => moved.get(input)!)
    const before = folded[inputs[0]!]
    if (layer.kind === 'scaleShift' && before && isWeighted(before) && readers.get(layer.inputs[0]!) === 1) {
      folded[inputs[0]!] = scaled(before, layer)
      moved.set(index, inputs[0]!)
    } else {
      moved.set(index, folded.push({ ...layer, inputs }) - 1)
    }
  }
  return folded
}

function isWeighted(layer: LayerDescription): layer is Weighted {
  return layer.kind === 'conv2d' || layer.kind === 'depthwiseConv2d' || layer.kind === 'dense'
}

/** The output channel is a kernel's last axis; of a depthwise kernel, its last two. Either way it repeats every C values. */
function scaled(layer: Weighted, { scale, shift }: ScaleShift): Weighted {
  const channels = layer.bias.length
  const kernel = layer.kernel.map((weight, i) => weight * scale[i % channels]!)
  const bias = layer.bias.map((offset, c) => offset * scale[c]! + shift[c]!)
  return { ...layer, kernel, bias }
}
