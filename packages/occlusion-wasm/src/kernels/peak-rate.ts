import { instantiateKernels, loadKernelModule } from './kernel-module.js'
import { chooseVariant, type KernelVariant } from './variants.js'

/** How long the probe is given at least: a processor takes a moment to reach its clock. */
const MILLISECONDS = 200
const ROUNDS = 200_000
/** Steps of the clock that a try must last, so that its time is known to a twentieth. */
const STEPS = 20

/**
 * The most multiply-adds a second that one thread of this machine does in a build: on registers alone, the best of many short
 * tries. What kernels do is to be seen as a share of it.
 *
 * @throws KernelError `VARIANT_UNAVAILABLE`
 */
export async function peakRate(variant: KernelVariant): Promise<number> {
  const memory = new WebAssembly.Memory({ initial: 1 })
  const kernels = instantiateKernels<PeakExports>(await loadKernelModule(chooseVariant(variant)), memory)
  return bestRate(() => kernels.chainMultiplyAdds(0, ROUNDS))
}

/**
 * The best of many tries, each of which does the work as often as the clock needs: browsers make it coarse.
 *
 * @param work - returns how much it did
 * @returns how much a second
 */
export function bestRate(work: () => number): number {
  const shortest = STEPS * clockStep()
  const began = performance.now()
  let [best, times] = [0, 1]
  for (let started = began; best === 0 || started - began < MILLISECONDS; started = performance.now()) {
    let done = 0
    for (let i = 0; i < times; i++) done += work()
    const elapsed = performance.now() - started
    if (elapsed < shortest) times *= 2
    else best = Math.max(best, (done / elapsed) * 1000)
  }
  return best
}

/** What the clock moves by, in milliseconds: the least of a few, since another process may come between two readings. */
function clockStep(): number {
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i < 3; i++) {
    const before = performance.now()
    let now = before
    while (now === before) now = performance.now()
    least = Math.min(least, now - before)
  }
  return least
}

interface PeakExports {
  chainMultiplyAdds(out: number, rounds: number): number
}
