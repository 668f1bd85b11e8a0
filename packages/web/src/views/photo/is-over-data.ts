/** Whether a baseline of that name is taken of a dataset. */
export function isOverData(name: string): boolean {
  return ['mean', 'train-mean', 'marginal'].includes(name)
}
