/** A probability in as many digits as a list has room for. */
export function percentText(share: number): string {
  if (share >= 0.9995) return '100%'
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)}%`
}
