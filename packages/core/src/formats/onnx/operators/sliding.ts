import { type Padding, type Pair, samePadding } from '@umbra/occlusion-wasm'
import type { NodeContext } from '../node-context.js'

/** How a convolution's or a pooling's windows lie, as attributes say it. */
export interface Sliding {
  readonly kernelSize: Pair
  readonly strides: Pair
  readonly dilation: Pair
  readonly padding: Padding
}

/**
 * @param size - [H, W] of what windows lie over
 * @param kernelSize - where weights tell it
 */
export function slidingOf(node: NodeContext, size: Pair, kernelSize?: Pair): Sliding {
  const stated = node.attributes.has('kernel_shape') ? pairOf(node, 'kernel_shape') : undefined
  const window = kernelSize ?? stated
  if (!window) throw node.malformed('expected kernel_shape')
  if (stated && stated.join() !== window.join()) {
    throw node.malformed(
      `expected the kernel_shape of its weights, [${window.join(', ')}], got [${stated.join(', ')}]`,
    )
  }
  const [strides, dilation] = [pairOf(node, 'strides'), pairOf(node, 'dilations')]
  return { kernelSize: window, strides, dilation, padding: paddingOf(node, size, window, strides, dilation) }
}

/** Two whole numbers of at least 1; ones where the attribute is left out. */
export function pairOf(node: NodeContext, name: string): Pair {
  const values = node.attributes.integers(name) ?? [1, 1]
  if (values.length === 2 && values.every((value) => value >= 1)) return values as unknown as Pair
  throw node.malformed(`${name}: expected two whole numbers of at least 1, got [${values.join(', ')}]`)
}

function paddingOf(node: NodeContext, size: Pair, window: Pair, strides: Pair, dilation: Pair): Padding {
  const auto = node.attributes.text('auto_pad', 'NOTSET')
  if (auto === 'VALID') return [0, 0, 0, 0]
  if (auto === 'SAME_UPPER' || auto === 'SAME_LOWER') {
    const [rows, columns] = ([0, 1] as const).map((axis) => {
      const pair = samePadding(size[axis], window[axis], strides[axis], dilation[axis])
      return auto === 'SAME_UPPER' ? pair : ([pair[1], pair[0]] as const)
    }) as [Pair, Pair]
    return [...rows, ...columns]
  }
  if (auto !== 'NOTSET' && auto !== '')
    throw node.malformed(`auto_pad: expected NOTSET, SAME_UPPER, SAME_LOWER or VALID, got ${auto}`)
  const pads = node.attributes.integers('pads') ?? [0, 0, 0, 0]
  if (pads.length !== 4) throw node.malformed(`pads: expected four numbers, got [${pads.join(', ')}]`)
  if (pads.some((count) => count < 0)) throw node.unsupported(`with pads [${pads.join(', ')}]`)
  // ONNX lists all beginnings before all ends.
  const [top, left, bottom, right] = pads as [number, number, number, number]
  return [top, bottom, left, right]
}

/** Rows and columns of windows, as rounded down, or up with `ceil_mode`, of which none begins behind the map. */
export function windowsOver(node: NodeContext, size: Pair, sliding: Sliding): Pair {
  const up = node.attributes.integer('ceil_mode', 0) !== 0
  const { kernelSize, strides, dilation, padding } = sliding
  return ([0, 1] as const).map((axis) => {
    const [before, after] = [padding[2 * axis]!, padding[2 * axis + 1]!]
    const extent = (kernelSize[axis] - 1) * dilation[axis] + 1
    const steps = (size[axis] + before + after - extent) / strides[axis]
    const count = (up ? Math.ceil(steps) : Math.floor(steps)) + 1
    return up && (count - 1) * strides[axis] >= size[axis] + before ? count - 1 : count
  }) as unknown as Pair
}
