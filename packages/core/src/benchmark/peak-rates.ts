import { availableVariants, type KernelVariant, peakRate } from '@umbra/occlusion-wasm'

/** The most multiply-adds a second that one thread does here, for each kernel build the machine has. */
export async function peakRates(): Promise<Partial<Record<KernelVariant, number>>> {
  const peaks: Partial<Record<KernelVariant, number>> = {}
  for (const variant of availableVariants()) peaks[variant] = await peakRate(variant)
  return peaks
}
