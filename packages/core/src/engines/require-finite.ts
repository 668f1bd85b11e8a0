import { allFinite } from '../all-finite.js'
import { InputError } from '../errors.js'
import type { NamedTask } from '../work/progress.js'
import type { OcclusionScores } from './engine.js'

/** Where scores stand: those of images from … on, under windows [P, 6], K each. */
interface ScoredWindows {
  readonly from: number
  readonly windows: Int32Array
  readonly outputs: number
}

/**
 * Checks that a network gave numbers: weights and pixels may be finite, and their sums and products not.
 *
 * @throws InputError SCORES_NOT_FINITE, which names the image, and the window where it is covered
 */
export function requireFiniteScores(
  { base, covered }: OcclusionScores,
  { from, windows, outputs }: ScoredWindows,
  task: NamedTask,
): void {
  if (allFinite(base) && allFinite(covered)) return
  const bad = base.findIndex((score) => !Number.isFinite(score))
  if (bad >= 0) throw notFinite(base[bad]!, bad % outputs, nameOf(task, from + Math.floor(bad / outputs)))
  const at = covered.findIndex((score) => !Number.isFinite(score))
  const count = windows.length / 6
  const window = Math.floor(at / outputs) % count
  const [y0, x0, , y1, x1] = windows.subarray(window * 6, window * 6 + 5)
  const where = `with rows ${y0}–${y1! - 1}, columns ${x0}–${x1! - 1} covered`
  throw notFinite(
    covered[at]!,
    at % outputs,
    `${nameOf(task, from + Math.floor(at / (outputs * count)))} ${where}`,
  )
}

/** The same of a map, float32, whose scores are finite and their differences perhaps not. @param i - which image */
export function requireFiniteMap(map: Float32Array, i: number, task: NamedTask): void {
  if (allFinite(map)) return
  throw new InputError(
    'SCORES_NOT_FINITE',
    `${nameOf(task, i)}: its scores differ by more than float32 holds, ${LARGEST}`,
  )
}

const LARGEST = '3.4 × 10³⁸'

function notFinite(score: number, output: number, name: string): InputError {
  return new InputError(
    'SCORES_NOT_FINITE',
    `${name}: output ${output} of the network is ${score}, expected a finite number; its values exceed what float32 holds, ${LARGEST}, or differ by less than it resolves`,
  )
}

function nameOf({ nameOf }: NamedTask, i: number): string {
  return nameOf?.(i) ?? `image ${i}`
}
