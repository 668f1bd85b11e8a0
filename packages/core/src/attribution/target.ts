import { InputError } from '../errors.js'
import type { OutputReader } from '../network/output-reader.js'
import type { Target } from './occlusion/options.js'

/**
 * Says whose score is explained, image by image (rule 8).
 *
 * @param images - their number N, and their labels where the target is `label`
 * @returns a function of the uncovered logits, float32 [n, K], of images from … from + n − 1, giving their targets, int32 [n]
 * @throws InputError TARGET_CLASS, TARGET_COUNT, TARGET_LABELS
 */
export function targetResolver(
  target: Target,
  images: { readonly shape: readonly [n: number, ...rest: number[]]; readonly labels?: ArrayLike<number> },
  { classes, outputs, predicted }: OutputReader,
): (base: Float32Array, from: number, n: number) => Int32Array {
  if (target === 'predicted') {
    return (base, _from, n) => Int32Array.from({ length: n }, (_, i) => predicted(base, i * outputs))
  }
  const chosen = chosenTargets(target, images)
  for (let i = 0; i < chosen.length; i++) {
    const t = chosen[i]!
    if (!Number.isInteger(t) || t < 0 || t >= classes) {
      throw new InputError('TARGET_CLASS', `target ${t}, the model has classes 0 … ${classes - 1}`)
    }
  }
  return (_base, from, n) => chosen.slice(from, from + n)
}

function chosenTargets(
  target: Exclude<Target, 'predicted'>,
  images: { readonly shape: readonly [n: number, ...rest: number[]]; readonly labels?: ArrayLike<number> },
): Int32Array {
  const [n] = images.shape
  if (typeof target === 'number') return new Int32Array(n).fill(target)
  const given = target === 'label' ? images.labels : target
  if (!given) throw new InputError('TARGET_LABELS', 'target is label, but the images came without labels')
  if (given.length !== n) throw new InputError('TARGET_COUNT', `${given.length} targets for ${n} images`)
  return Int32Array.from(given)
}
