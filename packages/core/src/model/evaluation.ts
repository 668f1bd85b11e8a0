import type { Dataset } from '../dataset/dataset.js'
import { imageBatches } from '../dataset/image-batches.js'
import { InputError } from '../errors.js'
import type { Task } from '../progress.js'
import type { ModelArtifacts } from './artifacts.js'
import { ClassificationTally, type ModelEvaluation } from './classification-tally.js'
import { toLayersModel } from './layers-model.js'
import { type LayersModel, loadTensorFlow, type Tensor2D } from './tensorflow.js'

/** Images classified at a time: memory stays bounded, and results do not depend on who evaluates. */
export const EVALUATED_AT_ONCE = 250

/**
 * Classifies a whole dataset on TensorFlow.js's wasm backend.
 *
 * @param model - a LayersModel, left alive, or artifacts of one; its output is [N, K], logits or a softmax
 * @throws InputError `MODEL_INPUT` or `MODEL_CLASSES` if the dataset's images or classes do not fit
 */
export async function evaluateModel(
  model: ModelArtifacts | LayersModel,
  dataset: Dataset,
  { signal, onProgress }: Task = {},
): Promise<ModelEvaluation> {
  const tf = await loadTensorFlow()
  const owned = 'weightData' in model
  const layers = owned ? await toLayersModel(model) : model
  try {
    checkFit(layers, dataset)
    const tally = new ClassificationTally(dataset.classNames, endsInSoftmax(layers))
    const total = dataset.images.shape[0]
    let done = 0
    for (const { data, shape, labels } of imageBatches(dataset, EVALUATED_AT_ONCE)) {
      signal?.throwIfAborted()
      const outputs = tf.tidy(() =>
        (
          layers.predict(tf.tensor4d(data, [...shape]), { batchSize: shape[0] }) as Tensor2D
        ).dataSync<'float32'>(),
      )
      tally.add(outputs, labels)
      done += shape[0]
      onProgress?.({ stage: 'evaluating', done, total, unit: 'images' })
      await new Promise((resolve) => setTimeout(resolve))
    }
    return tally.result()
  } finally {
    if (owned) layers.dispose()
  }
}

function checkFit(model: LayersModel, { images, classNames }: Dataset): void {
  const expected = model.inputs[0]!.shape.slice(1)
  const got = images.shape.slice(1)
  if (expected.length !== 3 || expected.some((size, axis) => size !== null && size !== got[axis])) {
    throw new InputError(
      'MODEL_INPUT',
      `the model takes images of ${expected.join('×')}, these are ${got.join('×')}`,
    )
  }
  const classes = model.outputs[0]!.shape
  if (classes.length !== 2 || classes[1] !== classNames.length) {
    throw new InputError(
      'MODEL_CLASSES',
      `the model tells ${classes.at(-1)} classes apart, the data have ${classNames.length}`,
    )
  }
}

/** Whether a model's output is already a probability; a model that ends in a model ends as that one does. */
export function endsInSoftmax(model: Pick<LayersModel, 'layers'>): boolean {
  const last = model.layers.at(-1)!
  if ('layers' in last) return endsInSoftmax(last as LayersModel)
  return last.getClassName() === 'Softmax' || last.getConfig().activation === 'softmax'
}
