import { capabilities } from './capabilities.js'
import { KernelError } from './kernel-error.js'

/** The builds every kernel has. `scalar` runs anywhere; `relaxed-simd` may differ from the others in the last bits. */
export type KernelVariant = 'scalar' | 'simd' | 'relaxed-simd'

/**
 * The build to run: the one asked for, else SIMD where the machine has it and scalar where not. Relaxed SIMD runs only when
 * asked for, as its bits depend on the machine.
 *
 * @throws KernelError `VARIANT_UNAVAILABLE` if the machine lacks the one asked for; `VARIANT_UNKNOWN` if nobody has it
 */
export function chooseVariant(forced?: KernelVariant | undefined): KernelVariant {
  const available = availableVariants()
  if (forced === undefined) return available.includes('simd') ? 'simd' : 'scalar'
  if (available.includes(forced)) return forced
  if (!kernelVariants.includes(forced)) {
    throw new KernelError('VARIANT_UNKNOWN', `variant: expected ${kernelVariants.join(', ')}, got ${forced}`)
  }
  throw new KernelError(
    'VARIANT_UNAVAILABLE',
    `variant: expected one this machine runs (${available.join(', ')}), got ${forced}`,
  )
}

/** Every build there is, the most portable first. */
export const kernelVariants: readonly KernelVariant[] = ['scalar', 'simd', 'relaxed-simd']

/** The builds this machine runs, the most portable first. */
export function availableVariants(): readonly KernelVariant[] {
  const { simd, relaxedSimd } = capabilities()
  const runs = { scalar: true, simd, 'relaxed-simd': relaxedSimd }
  return kernelVariants.filter((variant) => runs[variant])
}
