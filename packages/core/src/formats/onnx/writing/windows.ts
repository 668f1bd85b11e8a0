import { type LayerOf, type LayerWriting, reshaped } from './layer-writing.js'

/** Conv; a depthwise kernel [kh, kw, C, M] is one of as many groups as channels, [kh, kw, 1, C·M], value for value. */
export function writeConvolution(
  { graph, input }: LayerWriting,
  layer: LayerOf<'conv2d'> | LayerOf<'depthwiseConv2d'>,
): string {
  const { kernel, kernelSize, bias, strides, dilation } = layer
  const [taps, filters] = [kernelSize[0] * kernelSize[1], bias.length]
  const own = kernel.length / taps / filters
  // [kh, kw, Cin / groups, Cout] to [Cout, Cin / groups, kh, kw].
  const moved = new Float32Array(kernel.length)
  for (let tap = 0; tap < taps; tap++) {
    for (let c = 0; c < own; c++) {
      for (let f = 0; f < filters; f++) {
        moved[(f * own + c) * taps + tap] = kernel[(tap * own + c) * filters + f]!
      }
    }
  }
  const weights = graph.constant(moved, [filters, own, ...kernelSize])
  const group = input.shape[2]! / own
  return graph.add('Conv', [input.name, weights, graph.constant(bias, [filters])], {
    kernel_shape: kernelSize,
    strides,
    dilations: dilation,
    pads: padsOf(layer.padding),
    group: group > 1 ? group : undefined,
  })
}

/** ConvTranspose, whose kernel is [Cin, Cout / groups, kh, kw]. */
export function writeTransposedConvolution(
  { graph, input }: LayerWriting,
  layer: LayerOf<'conv2dTranspose'>,
): string {
  const { kernelSize, bias, strides, dilation, groups = 1 } = layer
  const { padding, beyond } = cutOff(layer)
  const channels = input.shape[2]!
  const dims = [channels, bias.length / groups, ...kernelSize]
  const weights = graph.constant(transposedKernel(layer, channels), dims)
  const settings = {
    ...{ kernel_shape: kernelSize, strides, dilations: dilation, pads: padsOf(padding) },
    group: groups > 1 ? groups : undefined,
  }
  if (beyond.every((cells) => cells === 0)) {
    return graph.add('ConvTranspose', [input.name, weights, graph.constant(bias, [bias.length])], settings)
  }
  // Beyond all that the kernel was laid over is nothing but the bias.
  const whole = graph.add('ConvTranspose', [input.name, weights], settings)
  const pads = graph.integers(padsOf4d([0, beyond[0], 0, beyond[1]]))
  const wider = graph.add('Pad', [whole, pads, graph.number(0)])
  return graph.add('Add', [wider, graph.constant(bias, [bias.length, 1, 1])])
}

/** What output padding adds is so much less to leave out; what is more than that lies beyond. */
function cutOff({ padding, outputPadding = [0, 0] }: LayerOf<'conv2dTranspose'>) {
  const [top, bottom, left, right] = padding
  const [rows, columns] = outputPadding
  return {
    padding: [top, Math.max(0, bottom - rows), left, Math.max(0, right - columns)],
    beyond: [Math.max(0, rows - bottom), Math.max(0, columns - right)] as const,
  }
}

/** [kh, kw, Cin / groups, Cout] to [Cin, Cout / groups, kh, kw]. */
function transposedKernel(layer: LayerOf<'conv2dTranspose'>, channels: number): Float32Array {
  const { kernel, kernelSize, bias, groups = 1 } = layer
  const [taps, filters] = [kernelSize[0] * kernelSize[1], bias.length]
  const [own, each] = [channels / groups, filters / groups]
  const moved = new Float32Array(kernel.length)
  for (let tap = 0; tap < taps; tap++) {
    for (let c = 0; c < own; c++) {
      for (let f = 0; f < filters; f++) {
        const channel = Math.floor(f / each) * own + c
        moved[(channel * each + (f % each)) * taps + tap] = kernel[(tap * own + c) * filters + f]!
      }
    }
  }
  return moved
}

export function writeMaxPool({ graph, input }: LayerWriting, layer: LayerOf<'maxPool'>): string {
  return graph.add('MaxPool', [input.name], slidingOf(layer, layer.padding))
}

/** Padding that a mean counts is written as zeros around the map, unless it is all there is. */
export function writeAveragePool({ graph, input }: LayerWriting, layer: LayerOf<'averagePool'>): string {
  const { padding, counted = [0, 0, 0, 0] } = layer
  const left = padding.map((cells, side) => cells - counted[side]!) as unknown as typeof padding
  if (counted.some((cells) => cells > 0) && left.every((cells) => cells === 0)) {
    return graph.add('AveragePool', [input.name], { ...slidingOf(layer, padding), count_include_pad: 1 })
  }
  const around = counted.some((cells) => cells > 0)
    ? graph.add('Pad', [input.name, graph.integers(padsOf4d(counted)), graph.number(0)])
    : input.name
  return graph.add('AveragePool', [around], slidingOf(layer, left))
}

function slidingOf({ windowSize, strides, dilation }: LayerOf<'maxPool'>, padding: readonly number[]) {
  return { kernel_shape: windowSize, strides, dilations: dilation, pads: padsOf(padding) }
}

export function writeGlobalPool(
  writing: LayerWriting,
  { kind }: LayerOf<'globalMaxPool' | 'globalAveragePool'>,
): string {
  const { graph, input, output } = writing
  const operator = kind === 'globalMaxPool' ? 'GlobalMaxPool' : 'GlobalAveragePool'
  const name = graph.add(operator, [input.name])
  return reshaped(writing, { name, shape: [1, 1, output[0]!] }, output)
}

export function writeDense({ graph, input }: LayerWriting, { kernel, bias }: LayerOf<'dense'>): string {
  const units = bias.length
  const weights = graph.constant(kernel, [kernel.length / units, units])
  return graph.add('Gemm', [input.name, weights, graph.constant(bias, [units])])
}

/** ONNX lists all beginnings before all ends. @param sides - [top, bottom, left, right] */
export function padsOf([top, bottom, left, right]: readonly number[]): number[] {
  return [top!, left!, bottom!, right!]
}

/** The same of a tensor [N, C, H, W]. */
export function padsOf4d([top, bottom, left, right]: readonly number[]): number[] {
  return [0, 0, top!, left!, 0, 0, bottom!, right!]
}
