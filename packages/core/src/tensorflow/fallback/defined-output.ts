import { createIncrementalRunner, createNetwork, type Network, referenceLogits } from '@umbra/occlusion-wasm'
import { readLayer } from '../../formats/keras/read-layer.js'
import { refusedAsInput } from '../../formats/keras/refused-as-input.js'
import type { WeightTable } from '../../formats/keras/weight-table.js'
import { UnsupportedLayerError } from '../../formats/unsupported-layer-error.js'
import { NetworkBuilder, type NetworkValue } from '../../network/network-builder.js'
import type { LiveLayer } from './live-layers.js'

/** Multiply-adds that the slow reference does in about a second. */
const AFFORDABLE = 2e7

/** A layer's outputs for a batch of inputs, computed from its definition. */
export type Definition = (batch: Float32Array) => Promise<Float64Array>

/**
 * What a layer is defined to make of an input of this shape, by the same reading of its JSON and weights as makes networks: in
 * float64, or, where that would take long, by the incremental engine's kernels, which are held to float64 by tests of their own.
 *
 * @param shape - of one input, without the batch axis
 * @param n - inputs in a batch
 * @returns undefined for a layer that no network describes
 * @throws InputError for weights and settings that do not fit
 */
export function definitionOf(
  { json, path }: LiveLayer,
  shape: readonly number[],
  n: number,
  weights: WeightTable,
): Definition | undefined {
  if (shape.length !== 1 && shape.length !== 3) return undefined
  const inputShape = (shape.length === 3 ? shape : [1, 1, ...shape]) as [number, number, number]
  const builder = new NetworkBuilder()
  const image: NetworkValue = { index: -1, shape: inputShape }
  try {
    const network = refusedAsInput(() => {
      const input = shape.length === 3 ? image : builder.add([image], { kind: 'flatten' }, json.name)
      const value = readLayer({ layer: json, inputs: [input], input, builder, weights, path })
      if (value.softmax) return undefined
      if (value.shape.length !== 1) builder.add([value], { kind: 'flatten' }, json.name)
      return createNetwork(inputShape, builder.layers)
    })
    if (!network) return undefined
    const size = shape.reduce((product, length) => product * length, 1)
    const compute = n * workOf(network.layers) > AFFORDABLE ? byKernels : byReference
    return (batch) =>
      compute(
        network,
        Array.from({ length: n }, (_, i) => batch.subarray(i * size, (i + 1) * size)),
      )
  } catch (error) {
    if (error instanceof UnsupportedLayerError) return undefined
    throw error
  }
}

async function byReference(network: Network, inputs: readonly Float32Array[]): Promise<Float64Array> {
  const outputs = new Float64Array(inputs.length * network.classes)
  for (const [i, input] of inputs.entries()) outputs.set(referenceLogits(network, input), i * network.classes)
  return outputs
}

async function byKernels(network: Network, inputs: readonly Float32Array[]): Promise<Float64Array> {
  const outputs = new Float64Array(inputs.length * network.classes)
  const runner = await createIncrementalRunner(network)
  try {
    for (const [i, input] of inputs.entries()) {
      outputs.set(runner.begin(input, new Float32Array(input.length)), i * network.classes)
    }
  } finally {
    runner.dispose()
  }
  return outputs
}

/** Multiply-adds, about. */
function workOf(layers: ReturnType<typeof createNetwork>['layers']): number {
  return layers.reduce((sum, layer) => {
    const outputs = layer.outputShape.reduce((product, size) => product * size, 1)
    if (layer.kind === 'resize') return sum + outputs * 100
    if (layer.kind === 'maxPool' || layer.kind === 'averagePool') {
      return sum + outputs * layer.windowSize[0] * layer.windowSize[1]
    }
    return sum + outputs * ('kernel' in layer ? layer.kernel.length / layer.bias.length : 1)
  }, 0)
}
