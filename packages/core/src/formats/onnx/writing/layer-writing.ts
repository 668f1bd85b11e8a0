import type { Layer, Shape } from '@umbra/occlusion-wasm'
import { UmbraError } from '../../../errors.js'
import type { OnnxGraph } from './onnx-graph.js'

/** A value of the network in the file: of a map [H, W, C] the tensor [N, C, H, W], of any other shape that behind the batch. */
export interface Tensor {
  readonly name: string
  /** In the network. */
  readonly shape: Shape
}

/** What writing a layer takes. */
export interface LayerWriting {
  readonly graph: OnnxGraph
  readonly inputs: readonly Tensor[]
  readonly input: Tensor
  /** Shape of what it gives, in the network. */
  readonly output: Shape
  /** How messages call it. */
  readonly label: string
}

/** The member of the union that has this kind, among others perhaps. */
export type LayerOf<Kind extends string, L = Layer> = L extends { readonly kind: infer Own }
  ? Kind extends Own
    ? L
    : never
  : never

/** What ONNX has no operators for. */
export function refuse(label: string, what: string): UmbraError {
  return new UmbraError('ONNX_LAYER', `${label} ${what}, which is not written as ONNX`)
}

/** Which axis of a tensor one of the network's is. */
export function axisIn({ length }: Shape, axis: number): number {
  return length === 3 ? [2, 3, 1][axis]! : axis + 1
}

/** Which axis of a tensor the channels are. */
export function channelAxis(shape: Shape): number {
  return axisIn(shape, shape.length - 1)
}

/** A map as [N, H, W, C]; any other value as it is. */
export function channelsLast({ graph }: LayerWriting, { name, shape }: Tensor): string {
  return shape.length === 3 ? graph.add('Transpose', [name], { perm: [0, 2, 3, 1] }) : name
}

/** A map of what is [N, H, W, C]. */
export function channelsFirst({ graph }: LayerWriting, name: string, { length }: Shape): string {
  return length === 3 ? graph.add('Transpose', [name], { perm: [0, 3, 1, 2] }) : name
}

/** The same values in the order of the network under another shape. */
export function reshaped(writing: LayerWriting, input: Tensor, shape: Shape): string {
  const { graph } = writing
  const last = movesChannels(input.shape) ? channelsLast(writing, input) : input.name
  if (shape.length === 1) return graph.add('Flatten', [last], { axis: 1 })
  // Where channels do not move, either order will do.
  const [target, moves] = [shape.length === 3, movesChannels(shape)]
  const [height, width, channels] = shape
  const sizes = target && !moves ? [channels!, height!, width!] : shape
  // A size of 0 is that of the input.
  const whole = graph.add('Reshape', [last, graph.integers([0, ...sizes])])
  return moves ? channelsFirst(writing, whole, shape) : whole
}

/** Whether channels first is another order of a value than channels last. */
function movesChannels(shape: Shape): boolean {
  return shape.length === 3 && shape[2]! > 1 && shape[0]! * shape[1]! > 1
}
