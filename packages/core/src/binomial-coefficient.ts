/** C(n, k): how many sets of k there are of n things. Exact for n up to 50. */
export function binomialCoefficient(n: number, k: number): number {
  let product = 1
  for (let i = 1; i <= k; i++) product = (product * (n - k + i)) / i
  return product
}
