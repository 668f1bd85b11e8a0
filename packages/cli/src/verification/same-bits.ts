/** Builds of the kernels by the bits that they give: those of `scalar` and `simd` are the same. */
export function bitsOf(variant: string | undefined): string | undefined {
  return variant === 'scalar' ? 'simd' : variant
}
