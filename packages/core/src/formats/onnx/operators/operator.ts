import type { NodeContext } from '../node-context.js'
import type { Tensor } from '../tensor.js'

/**
 * What a node gives, all of its outputs or the first alone.
 * @throws UnsupportedLayerError for what a `Network` cannot say; InputError MODEL_ONNX for a node that makes no sense
 */
export type Operator = (node: NodeContext) => Tensor | readonly Tensor[]
