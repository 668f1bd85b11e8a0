import { channelFactors, isIdentity, type Preprocessing } from '../network/model-settings.js'
import type { Tensor4D, TensorFlow } from './tensorflow.js'

/**
 * Images as a model's own first layer takes them. For a model that is trained: what prepares its images is none of its layers, and
 * does not learn.
 *
 * @param images - [n, H, W, C] of 0 … 1
 */
export function preparedTensor(
  tf: TensorFlow,
  images: Tensor4D,
  settings: Preprocessing | undefined,
): Tensor4D {
  if (!settings || isIdentity(settings)) return images
  const { scale, shift } = channelFactors(settings, images.shape[3])
  const ordered = settings.channelOrder === 'bgr' ? tf.reverse(images, 3) : images
  return tf.add(tf.mul(ordered, tf.tensor1d(Float32Array.from(scale))), tf.tensor1d(Float32Array.from(shift)))
}
