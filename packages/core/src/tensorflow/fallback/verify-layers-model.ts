import { createIncrementalRunner, type Network } from '@umbra/occlusion-wasm'
import { InputError } from '../../errors.js'
import type { ModelArtifacts } from '../../formats/keras/artifacts.js'
import { inputShapeOf } from '../../formats/keras/input-shape.js'
import { networkFromArtifacts } from '../../formats/keras/network-from-artifacts.js'
import { beforeHead } from '../../formats/keras/output-head/before-head.js'
import { labelOf } from '../../formats/keras/settings.js'
import { settingsInLayers } from '../../formats/keras/settings-in-layers.js'
import { readTopology } from '../../formats/keras/topology.js'
import { WeightTable } from '../../formats/keras/weight-table.js'
import { UnsupportedLayerError } from '../../formats/unsupported-layer-error.js'
import { Random } from '../../random.js'
import type { ScoringModel } from '../layers-model-before-head.js'
import type { Tensor, TensorFlow } from '../tensorflow.js'
import { definitionOf } from './defined-output.js'
import { outputShapesOf, roomFor } from './layer-sizes.js'
import { liveLayers } from './live-layers.js'
import { disposeCalls, type LayerCall, recordCalls } from './recorded-calls.js'
import { testImages } from './test-images.js'
import { wiredOutput } from './wired-output.js'
import { worstOf } from './worst-of.js'

/** Largest difference, relative to the largest value of a layer, that rounding explains. */
const TOLERANCE = 3e-4

/**
 * Checks that TensorFlow.js computes a model as it is defined, on a few seeded images and covered copies of them: against the
 * incremental engine, where that knows every layer; where it does not, or the two differ, each reading what the JSON says, and
 * layer by layer against the layer's definition, or against TensorFlow.js's plain backend `cpu` for a layer that no network describes.
 *
 * @param given - what the model was built from
 * @returns how many images may be given to it at once
 * @throws InputError `LAYER_COMPUTED_WRONG`, which names the first layer that differs; `LAYER_FAILED`; `MODEL_TOO_LARGE`; and all that reading a
 *   layer's weights throws
 */
export async function verifyLayersModel(
  tf: TensorFlow,
  { model, inputShape, outputs }: ScoringModel,
  given: ModelArtifacts,
): Promise<number> {
  const artifacts = settingsInLayers(given)
  const before = beforeHead(artifacts)
  const read = before.fits(outputs) ? before.artifacts : artifacts
  const stated = inputShapeOf(readTopology(artifacts.modelTopology))
  if (stated.join() !== inputShape.join()) {
    throw new InputError(
      'LAYER_COMPUTED_WRONG',
      `the model takes images of ${stated.join('×')}, but TensorFlow.js builds it for ${inputShape.join('×')}`,
    )
  }
  const layers = liveLayers(model, readTopology(read.modelTopology))
  const room = roomFor(layers)
  const work = layers.reduce((sum, { layer }) => {
    const positions = outputShapesOf(layer).reduce(
      (calls, shape) => calls + shape.slice(1, -1).reduce((product, size) => product * size, 1),
      0,
    )
    return sum + layer.countParams() * positions
  }, 0)
  const tests = testImages(
    new Random(20_251),
    inputShape,
    room.recorded < 4 ? Number.POSITIVE_INFINITY : work,
  )
  const images = tf.tensor4d(tests.data, [tests.n, ...inputShape])
  const { calls, output } = recordCalls(tf, model, layers, images)
  try {
    const network = networkOf(artifacts)
    if (network && (await agrees(network, tests, output))) return room.images
    requireWired(output, wiredOutput(tf, model, readTopology(read.modelTopology), images))
    await compareLayers(tf, calls, new WeightTable(read))
    return room.images
  } finally {
    images.dispose()
    disposeCalls(calls)
  }
}

function networkOf(artifacts: ModelArtifacts): Network | undefined {
  try {
    return networkFromArtifacts(artifacts)
  } catch (error) {
    if (error instanceof UnsupportedLayerError) return undefined
    throw error
  }
}

/** Whether the incremental engine gives the same scores, of the images and under the windows that covered them. */
async function agrees(
  network: Network,
  { data, n, window }: ReturnType<typeof testImages>,
  output: Float32Array,
): Promise<boolean> {
  const runner = await createIncrementalRunner(network)
  const size = data.length / n
  const outputs = output.length / n
  try {
    for (let i = 0; i < n; i += 2) {
      const image = data.slice(i * size, (i + 1) * size)
      const base = runner.begin(image, new Float32Array(size)).slice()
      const covered = new Float32Array(outputs)
      runner.scoreWindows(window, 0, 1, covered)
      const own = output.subarray(i * outputs, (i + 2) * outputs)
      if (worstOf(own, Float64Array.from([...base, ...covered])).error > TOLERANCE) return false
    }
    return true
  } finally {
    runner.dispose()
  }
}

/** Layers may all be right and yet read the wrong ones. @throws InputError `LAYER_COMPUTED_WRONG` */
function requireWired(output: Float32Array, expected: Float32Array): void {
  if (worstOf(output, Float64Array.from(expected)).error <= TOLERANCE) return
  throw new InputError(
    'LAYER_COMPUTED_WRONG',
    'TensorFlow.js, which would have to run this model, lets layers read others than model.json says',
  )
}

/** Compares every layer's output with what it should have made of its own input. @throws InputError `LAYER_COMPUTED_WRONG` */
async function compareLayers(
  tf: TensorFlow,
  calls: readonly LayerCall[],
  weights: WeightTable,
): Promise<void> {
  for (const call of calls) {
    const { live, inputs, output } = call
    const [n = 1, ...shape] = inputs[0]!.shape
    const definition = inputs.length === 1 ? definitionOf(live, shape, n, weights) : undefined
    const expected = definition
      ? await definition(inputs[0]!.dataSync<'float32'>().slice())
      : Float64Array.from(onPlainBackend(tf, call))
    const got = output.dataSync<'float32'>().slice()
    const worst = worstOf(got, expected)
    if (worst.error <= TOLERANCE) continue
    const [computed, right] = [got[worst.at]!, expected[worst.at]!].map((value) => value.toPrecision(5))
    const wrong =
      got.length === expected.length ? `${computed} where ${right} is right` : 'values of another shape'
    throw new InputError(
      'LAYER_COMPUTED_WRONG',
      `${labelOf(live.json)} is computed wrongly by TensorFlow.js, which would have to run this model: ${wrong}`,
    )
  }
}

/** The layer's output by TensorFlow.js's plain backend. Backends that have started are changed at once, so nothing else runs on it. */
function onPlainBackend(tf: TensorFlow, { live, inputs, settings }: LayerCall): Float32Array {
  const backend = tf.getBackend()
  void tf.setBackend('cpu')
  try {
    return tf.tidy(() => {
      const list = inputs.map((tensor) => tensor.clone())
      const output = live.layer.call(list.length === 1 ? list[0]! : list, settings as never) as Tensor
      return output.dataSync<'float32'>().slice()
    })
  } finally {
    void tf.setBackend(backend)
  }
}
