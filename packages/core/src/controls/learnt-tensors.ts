import type { Layer, Network, Operation } from '@umbra/occlusion-wasm'
import { PREPROCESSING_LAYER } from '../network/prepared.js'

/** What `Network` calls the arrays of weights an operation may have. */
export type TensorName = 'kernel' | 'bias' | 'scale' | 'shift'

/** The arrays of weights of every operation there is. The compiler refuses one that is not here. */
export const learntTensors: Readonly<Record<Operation['kind'], readonly TensorName[]>> = {
  conv2d: ['kernel', 'bias'],
  depthwiseConv2d: ['kernel', 'bias'],
  conv2dTranspose: ['kernel', 'bias'],
  dense: ['kernel', 'bias'],
  scaleShift: ['scale', 'shift'],
  layerNorm: ['scale', 'shift'],
  rmsNorm: ['scale', 'shift'],
  groupNorm: ['scale', 'shift'],
  multiply: [],
  subtract: [],
  divide: [],
  maximum: [],
  minimum: [],
  localResponseNorm: [],
  softmax: [],
  logSoftmax: [],
  l2Normalize: [],
  activation: [],
  maxPool: [],
  averagePool: [],
  globalMaxPool: [],
  globalAveragePool: [],
  zeroPad: [],
  crop: [],
  resize: [],
  flatten: [],
  reshape: [],
  add: [],
  concat: [],
  reduce: [],
  transpose: [],
  select: [],
  pad: [],
}

/** A layer's arrays of weights, by name. */
export function tensorsOf(layer: Layer): readonly (readonly [name: TensorName, values: Float32Array])[] {
  const arrays = layer as Readonly<Partial<Record<TensorName, Float32Array>>>
  return learntTensors[layer.kind].map((name) => [name, arrays[name]!] as const)
}

/**
 * Which layers only prepare the image, and learnt nothing: the preprocessing that a person or a model's file states, and every factor
 * and offset between the image and the first weighted layer.
 */
export function preparingLayers({ layers }: Network): readonly boolean[] {
  const prepares: boolean[] = []
  for (const layer of layers) {
    const own =
      layer.name === PREPROCESSING_LAYER ||
      layer.kind === 'scaleShift' ||
      learntTensors[layer.kind].length === 0
    prepares.push(own && layer.inputs.every((input) => input < 0 || prepares[input]))
  }
  return prepares
}
