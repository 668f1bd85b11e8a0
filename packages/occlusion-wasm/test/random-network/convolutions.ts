import type { Padding } from '../../src/network/shape.js'
import { addActivation } from './drawn-activations.js'
import type { MapShape, Sketch } from './sketch.js'
import { drawnWindows } from './windows.js'

export function addConvolution(sketch: Sketch): void {
  const { dice } = sketch
  const sliding = drawnWindows(sketch)
  const channels = sketch.shape[2]!
  const groups = dice.chance(0.3) ? dice.pick(divisorsOf(channels)) : 1
  const filters =
    groups > 1 ? groups * dice.pick([1, 2, 3, 4, 6, 18]) : dice.pick([1, 2, 3, 4, 5, 8, 13, 20, 36])
  const perFilter = sliding.kernelSize[0] * sliding.kernelSize[1] * (channels / groups)
  const kernel = dice.floats(perFilter * filters, 1.5 / Math.sqrt(perFilter))
  sketch.add({ kind: 'conv2d', ...sliding, groups, kernel, bias: dice.floats(filters, 0.3) })
}

/** 3×3 with stride 1, where the map is large enough; often with a border of zeros, and a nonlinearity after it. */
export function addPlainConvolution(sketch: Sketch): void {
  const { dice } = sketch
  const [height, width, channels] = sketch.shape as MapShape
  const border = () => dice.pick([0, 1, 1, 1, 2])
  const padding: Padding = [border(), border(), border(), border()]
  if (height + padding[0] + padding[1] < 3 || width + padding[2] + padding[3] < 3) return
  const filters = dice.pick([1, 3, 4, 5, 8, 13, 20])
  const kernel = dice.floats(9 * channels * filters, 1.5 / Math.sqrt(9 * channels))
  const geometry = { kernelSize: [3, 3], strides: [1, 1], dilation: [1, 1], padding } as const
  sketch.add({ kind: 'conv2d', ...geometry, kernel, bias: dice.floats(filters, 0.3) })
  if (dice.chance(0.7)) addActivation(sketch)
}

/** As decoders have them, or with settings that leave outputs without an input. Maps do not get longer than 16. */
export function addTransposedConvolution(sketch: Sketch): void {
  const { dice } = sketch
  const [height, width, channels] = sketch.shape as MapShape
  const along = (size: number) => {
    const [kernel, stride, dilation] = [
      dice.between(1, 4),
      dice.between(1, size > 6 ? 2 : 3),
      dice.between(1, 2),
    ]
    const spread = (size - 1) * stride + (kernel - 1) * dilation + 1
    const before = dice.between(0, Math.min(3, spread - 1))
    const least = Math.max(spread - before - 16, dice.between(0, 3))
    const after = Math.min(spread - before - 1, least)
    return {
      kernel,
      stride,
      dilation,
      before,
      after,
      extra: dice.between(0, Math.max(stride, dilation) - 1),
    }
  }
  const [y, x] = [along(height), along(width)]
  const groups = dice.chance(0.4) ? dice.pick(divisorsOf(channels)) : 1
  const filters = groups * dice.between(1, groups > 1 ? 3 : 20)
  const perFilter = y.kernel * x.kernel * (channels / groups)
  sketch.add({
    kind: 'conv2dTranspose',
    kernelSize: [y.kernel, x.kernel],
    strides: [y.stride, x.stride],
    dilation: [y.dilation, x.dilation],
    padding: [y.before, y.after, x.before, x.after],
    outputPadding: [y.extra, x.extra],
    groups,
    kernel: dice.floats(perFilter * filters, 1.5 / Math.sqrt(perFilter)),
    bias: dice.floats(filters, 0.3),
  })
  if (dice.chance(0.5)) addActivation(sketch)
}

export function addDepthwise(sketch: Sketch): void {
  const { dice } = sketch
  const sliding = drawnWindows(sketch)
  const outputs = sketch.shape[2]! * dice.between(1, 2)
  const kernel = dice.floats(sliding.kernelSize[0] * sliding.kernelSize[1] * outputs, 0.8)
  sketch.add({ kind: 'depthwiseConv2d', ...sliding, kernel, bias: dice.floats(outputs, 0.3) })
}

function divisorsOf(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i + 1).filter((divisor) => n % divisor === 0)
}
