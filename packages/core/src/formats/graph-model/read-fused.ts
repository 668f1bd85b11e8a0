import { activated, pending } from '../graph/activations.js'
import { calculated } from '../graph/arithmetic.js'
import { unsupported } from '../graph/graph-context.js'
import { constantInput, listInput, liveInput } from '../graph/node-inputs.js'
import { prelu } from '../graph/prelu.js'
import { transposed } from '../graph/rearranged.js'
import type { Constant, Live } from '../graph/value.js'
import { convolved, convolvedBack, depthwiseConvolved, multipliedByMatrix } from '../graph/weighted.js'
import { activations, type GraphNode, windowsOf } from './node-reader.js'

/** Conv2D and _FusedConv2D: kernel [kh, kw, Cin, Cout]. */
export function readConv2d(node: GraphNode): Live {
  return fused(node, (input, bias) => convolved(node, input, constantInput(node, 1), bias, windowsOf(node)))
}

/** DepthwiseConv2dNative, fused or not: kernel [kh, kw, C, multiplier]. */
export function readDepthwiseConv2d(node: GraphNode): Live {
  return fused(node, (input, bias) =>
    depthwiseConvolved(node, input, constantInput(node, 1), bias, windowsOf(node)),
  )
}

/** Conv2DBackpropInput, a transposed convolution: the shape it gives, kernel [kh, kw, Cout, Cin], and its input. */
export function readConv2dTranspose(node: GraphNode): Live {
  const [, height = 0, width = 0] = listInput(node, 0)
  const kernel = transposed(node, constantInput(node, 1), [0, 1, 3, 2])
  return convolvedBack(node, liveInput(node, 2), kernel, undefined, windowsOf(node), [height, width])
}

/** MatMul and _FusedMatMul, of the image's value and a constant matrix. */
export function readMatMul(node: GraphNode): Live {
  const flag = (a: string, b: string) => node.attributes.flag(a, false) || node.attributes.flag(b, false)
  if (flag('transpose_a', 'adj_x')) throw unsupported(node, 'has a transposed first factor')
  const kernel = constantInput(node, 1)
  const turned = flag('transpose_b', 'adj_y') ? transposed(node, kernel, [1, 0]) : kernel
  return fused(node, (input, bias) => multipliedByMatrix(node, input, turned, bias))
}

/** What a fused node does after its own work: a bias, then an activation. */
function fused(node: GraphNode, weighted: (input: Live, bias: Constant | undefined) => Live): Live {
  const input = liveInput(node, 0)
  const names = node.attributes.texts('fused_ops').filter((name) => name !== 'NoOp' && name !== 'noop')
  const biased = names[0]?.toLowerCase() === 'biasadd'
  const result = weighted(input, biased ? constantInput(node, 2) : undefined)
  const rest = biased ? names.slice(1) : names
  if (rest.length === 0) return result
  const [name] = rest
  if (rest.length > 1) throw unsupported(node, `fuses ${rest.join(' and ')}`)
  switch (name!.toLowerCase()) {
    case 'sigmoid':
      return pending(node, result, 'sigmoid')
    case 'leakyrelu':
      return activated(node, result, {
        name: 'leakyRelu',
        alpha: node.attributes.number('leakyrelu_alpha', 0.2),
      })
    case 'prelu':
      return prelu(node, result, constantInput(node, 3))
  }
  const activation = Object.entries(activations).find(
    ([key]) => key.toLowerCase() === name!.toLowerCase(),
  )?.[1]
  if (!activation) throw unsupported(node, `fuses ${name}`)
  return activated(node, result, activation(node))
}

/** BiasAdd: an offset for each channel. */
export function readBiasAdd(node: GraphNode): Live {
  const format = node.attributes.text('data_format', 'NHWC')
  if (format !== 'NHWC') throw unsupported(node, `has data format ${format}, expected NHWC`)
  return calculated(node, 'add', liveInput(node, 0), constantInput(node, 1))
}
