import { InputError } from '../errors.js'
import type { Target } from './options.js'
import { predictedClass } from './score.js'

/**
 * Whose score is explained, image by image (rule 8).
 *
 * @param base - float32 [N, K], uncovered logits
 * @param labels - [N], needed for `label`
 * @returns int32 [N]
 * @throws InputError TARGET_CLASS, TARGET_COUNT, TARGET_LABELS
 */
export function resolveTargets(
  target: Target,
  base: Float32Array,
  n: number,
  classes: number,
  labels?: ArrayLike<number>,
): Int32Array {
  if (target === 'predicted') return Int32Array.from({ length: n }, (_, i) => predictedClass(base, i * classes, classes))
  const chosen = typeof target === 'number' ? new Array<number>(n).fill(target) : target === 'label' ? labels : target
  if (!chosen) throw new InputError('TARGET_LABELS', 'target is label, but the images came without labels')
  if (chosen.length !== n) throw new InputError('TARGET_COUNT', `${chosen.length} targets for ${n} images`)
  for (let i = 0; i < n; i++) {
    if (!Number.isInteger(chosen[i]) || chosen[i]! < 0 || chosen[i]! >= classes) {
      throw new InputError('TARGET_CLASS', `target ${chosen[i]}, the model has classes 0 … ${classes - 1}`)
    }
  }
  return Int32Array.from(chosen)
}
