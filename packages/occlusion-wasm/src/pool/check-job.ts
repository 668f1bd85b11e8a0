import { checkFill } from '../fill/fill.js'
import { KernelError } from '../kernels/kernel-error.js'
import type { ScoringJob } from './scoring-job.js'

/**
 * Checks a job's lengths, and that its windows lie in the image.
 * @throws KernelError `JOB_LENGTH`, `WINDOW_OUTSIDE`, and what `checkFill` throws
 */
export function checkJob(job: ScoringJob, inputShape: readonly [number, number, number]): void {
  const [height, width, channels] = inputShape
  if (!Number.isInteger(job.n) || job.n < 0) {
    throw new KernelError('JOB_LENGTH', `n: expected a whole number, got ${job.n}`)
  }
  const size = job.n * height * width * channels
  requireLength('images', job.images, size)
  requireLength('baselines', job.baselines, size)
  const { windows } = job
  if (windows.length % 6 !== 0) {
    throw new KernelError('JOB_LENGTH', `windows: expected six numbers each, got ${windows.length} in all`)
  }
  for (let i = 0; i < windows.length; i += 6) {
    for (let axis = 0; axis < 3; axis++) {
      const [start, end] = [windows[i + axis]!, windows[i + axis + 3]!]
      if (start >= 0 && start <= end && end <= inputShape[axis]!) continue
      throw new KernelError(
        'WINDOW_OUTSIDE',
        `window ${i / 6}: expected ${'yxc'[axis]} within 0 … ${inputShape[axis]}, got ${start} … ${end}`,
      )
    }
  }
  if (job.fill) checkFill(job.fill, windows, inputShape)
}

function requireLength(field: string, values: Float32Array, expected: number): void {
  if (values.length === expected) return
  throw new KernelError('JOB_LENGTH', `${field}: expected ${expected} values, got ${values.length}`)
}
