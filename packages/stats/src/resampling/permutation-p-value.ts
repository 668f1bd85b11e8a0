/**
 * p-value from random permutations: (b + 1)/(m + 1), b of m permuted statistics being at least as extreme as the
 * observed one. Counting the observed arrangement among them keeps the test exact and p above 0 (Phipson and Smyth,
 * 2010, Statistical Applications in Genetics and Molecular Biology 9, 39).
 */
export function permutationPValue(atLeastAsExtreme: number, permutations: number): number {
  return (atLeastAsExtreme + 1) / (permutations + 1)
}
