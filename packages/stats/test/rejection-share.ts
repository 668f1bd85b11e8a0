import { expect } from 'vitest'
import { SmallFastCounter } from './small-fast-counter.js'

/** The level every calibration runs at. */
export const ALPHA = 0.05

/** The share of runs of which something is true. */
export async function share(
  runs: number,
  seed: number,
  run: (source: SmallFastCounter) => boolean | Promise<boolean>,
): Promise<number> {
  const source = new SmallFastCounter(seed)
  let count = 0
  for (let i = 0; i < runs; i++) if (await run(source)) count++
  return count / runs
}

/** A share of `runs` is within three standard errors of what it should be. */
export function expectShare(got: number, expected: number, runs: number): void {
  const error = Math.sqrt((expected * (1 - expected)) / runs)
  expect(Math.abs(got - expected), `share ${got}, expected ${expected} ± ${3 * error}`).toBeLessThanOrEqual(
    3 * error,
  )
}
