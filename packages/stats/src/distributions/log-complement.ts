/**
 * log(1 − exp(logP)) for logP ≤ 0, without loss near either end (Mächler, 2012, "Accurately computing
 * log(1 − exp(−|a|))", vignette of the R package Rmpfr).
 */
export function logComplement(logP: number): number {
  return logP > -Math.LN2 ? Math.log(-Math.expm1(logP)) : Math.log1p(-Math.exp(logP))
}
