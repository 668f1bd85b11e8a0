/** Whether a network takes what the pad draws: 28×28 grey. @param shape - [H, W, C] of its images */
export function isDigits(shape: readonly number[]): boolean {
  return shape.join() === '28,28,1'
}
