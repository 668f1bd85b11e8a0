import { instantiateKernels, loadKernelModule } from './kernel-module.js'
import { chooseVariant, type KernelVariant } from './variants.js'

/** How long the probe is given: a processor takes a moment to reach its clock. */
const MILLISECONDS = 200
const ROUNDS = 200_000

/**
 * The most multiply-adds a second that one thread of this machine does in a build: on registers alone, the best of many short
 * tries. What kernels do is to be seen as a share of it.
 *
 * @throws KernelError `VARIANT_UNAVAILABLE`
 */
export async function peakRate(variant: KernelVariant): Promise<number> {
  const memory = new WebAssembly.Memory({ initial: 1 })
  const kernels = instantiateKernels<PeakExports>(await loadKernelModule(chooseVariant(variant)), memory)
  const began = performance.now()
  let best = 0
  for (let started = began; started - began < MILLISECONDS; started = performance.now()) {
    const done = kernels.chainMultiplyAdds(0, ROUNDS)
    // A clock that browsers make coarse may not have moved.
    const elapsed = performance.now() - started
    if (elapsed > 0.2) best = Math.max(best, (done / elapsed) * 1000)
  }
  return best
}

interface PeakExports {
  chainMultiplyAdds(out: number, rounds: number): number
}
