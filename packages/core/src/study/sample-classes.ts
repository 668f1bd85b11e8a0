import { type Dataset, type ImageBatch, selectImages, shuffledIndicesOfClass } from '../dataset/index.js'
import { InputError } from '../errors.js'
import type { Explainer } from '../occlusion/explainer.js'
import { predictedClass, probabilities } from '../occlusion/score.js'
import type { Task } from '../progress.js'
import type { Random } from '../random.js'
import type { StudyConfig } from './config.js'

/** The images drawn for one class. */
export interface ClassSample {
  readonly class: number
  /** [n] positions in the dataset. */
  readonly indices: Uint32Array
  readonly images: ImageBatch
  /** [n] the model's class, and its probability of the image's own class. */
  readonly predicted: Uint8Array
  readonly probability: Float64Array
  /** How many were drawn and left out because the model got them wrong. */
  readonly excluded: number
}

/** Images classified at once while drawing. */
const AT_ONCE = 128

/**
 * Draws a class's images in seeded random order until there are enough: of correctly classified ones, or of any.
 *
 * @throws InputError CLASS_UNKNOWN, SAMPLE_TOO_LARGE
 */
export async function sampleClass(
  explainer: Explainer,
  data: Dataset,
  label: number,
  config: Pick<StudyConfig, 'images' | 'selection'>,
  random: Random,
  task: Task,
): Promise<ClassSample> {
  const order = shuffledIndicesOfClass(data, label, random)
  if (label >= explainer.classes) {
    throw new InputError(
      'CLASS_UNKNOWN',
      `class ${label}, the model has classes 0 … ${explainer.classes - 1}`,
    )
  }
  const chosen: { index: number; predicted: number; probability: number }[] = []
  let drawn = 0
  while (chosen.length < config.images && drawn < order.length) {
    const batch = order.subarray(drawn, drawn + AT_ONCE)
    const logits = await explainer.predict(selectImages(data.images, batch), { signal: task.signal })
    for (let i = 0; i < batch.length && chosen.length < config.images; i++) {
      drawn++
      const predicted = predictedClass(logits, i * explainer.classes, explainer.classes)
      if (config.selection === 'correct' && predicted !== label) continue
      const probability = probabilities(logits, i * explainer.classes, explainer.classes)[label]!
      chosen.push({ index: batch[i]!, predicted, probability })
    }
  }
  if (chosen.length < config.images) {
    const kind = config.selection === 'correct' ? 'correctly classified images' : 'images'
    throw new InputError(
      'SAMPLE_TOO_LARGE',
      `${config.images} ${kind} of class ${label} asked for, ${data.name} has ${chosen.length}`,
    )
  }
  const indices = Uint32Array.from(chosen, ({ index }) => index)
  return {
    class: label,
    indices,
    images: selectImages(data.images, indices),
    predicted: Uint8Array.from(chosen, ({ predicted }) => predicted),
    probability: Float64Array.from(chosen, ({ probability }) => probability),
    excluded: drawn - chosen.length,
  }
}
