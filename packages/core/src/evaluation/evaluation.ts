import { classesOf } from '@umbra/occlusion-wasm'
import type { Dataset } from '../dataset/dataset.js'
import { imageBatches } from '../dataset/image-batches.js'
import { InputError } from '../errors.js'
import type { Model } from '../formats/model.js'
import { outputReader } from '../network/output-reader.js'
import { artifactsOf } from '../tensorflow/layers-model.js'
import type { LiveLayersModel } from '../tensorflow/live-layers-model.js'
import { breathe } from '../work/pause.js'
import type { Task } from '../work/progress.js'
import { ClassificationTally, type ModelEvaluation } from './classification-tally.js'
import { type DatasetScorer, datasetScorer } from './dataset-scorer.js'

/** Images classified at a time: memory stays bounded, and results do not depend on who evaluates. */
export const EVALUATED_AT_ONCE = 250

/** How well a saved model classifies, and what scored it. */
export interface SavedModelEvaluation extends ModelEvaluation {
  readonly scoredBy: {
    /** `tfjs wasm 4.22.0`, `incremental engine, simd`, `onnxruntime-web 1.30.0 wasm`. */
    readonly runtime: string
    /** Why it is not what scores such models first, where it is not: the operation, or what TensorFlow.js gets wrong. */
    readonly reason?: string
  }
}

/**
 * Classifies a whole dataset, on TensorFlow.js's wasm backend where that computes the model rightly.
 *
 * @param model - one that `loadModel` read, of any format, or a live LayersModel, left alive; it is read before its head, be that a softmax or a sigmoid
 * @throws InputError `MODEL_INPUT` or `MODEL_CLASSES` if the dataset's images or classes do not fit, `SCORES_NOT_FINITE`
 */
export async function evaluateModel(
  model: Model | LiveLayersModel,
  dataset: Dataset,
  { signal, onProgress }: Task = {},
): Promise<SavedModelEvaluation> {
  const scorer = await datasetScorer('predict' in model ? await artifactsOf(model) : model)
  try {
    checkFit(scorer, dataset)
    const tally = new ClassificationTally(dataset.classNames, outputReader(scorer.head, scorer.outputs))
    const total = dataset.images.shape[0]
    let done = 0
    for (const { data, shape, labels } of imageBatches(dataset, EVALUATED_AT_ONCE)) {
      signal?.throwIfAborted()
      tally.add(await scorer.score(data, shape[0]), labels)
      done += shape[0]
      onProgress?.({ stage: 'evaluating', done, total, unit: 'images' })
      await breathe()
    }
    const { runtime, reason } = scorer
    return { ...tally.result(), scoredBy: { runtime, ...(reason !== undefined && { reason }) } }
  } finally {
    scorer.dispose()
  }
}

function checkFit({ inputShape, outputs, head }: DatasetScorer, { images, classNames }: Dataset): void {
  const got = images.shape.slice(1)
  if (inputShape.join() !== got.join()) {
    throw new InputError(
      'MODEL_INPUT',
      `the model takes images of ${inputShape.join('×')}, these are ${got.join('×')}`,
    )
  }
  const classes = classesOf(head, outputs)
  if (classes !== classNames.length) {
    throw new InputError(
      'MODEL_CLASSES',
      `the model tells ${classes === 1 ? 'no' : classes} classes apart, the data have ${classNames.length}`,
    )
  }
}
