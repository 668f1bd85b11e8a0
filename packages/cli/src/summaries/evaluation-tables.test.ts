import { expect, it } from 'vitest'
import { evaluationTables } from './evaluation-tables.js'

/** An evaluation of K classes with one image each, the first of which is taken for the last. */
function evaluation(k: number) {
  const row = (i: number) => Array.from({ length: k }, (_, j) => (j === (i === 0 ? k - 1 : i) ? 1 : 0))
  const confusion = Array.from({ length: k }, (_, i) => row(i))
  const classes = confusion.map((_, i) => ({ name: `c${i}`, n: 1, accuracy: i === 0 ? 0 : 1 }))
  return { n: k, accuracy: (k - 1) / k, loss: 1, classes, confusion, scoredBy: { runtime: 'tfjs wasm' } }
}
const names = { model: 'm', data: 'd', outputs: 'logits' }

it('shows what was taken for what where a screen holds it, and every class always', () => {
  expect(evaluationTables(evaluation(3), names)).toMatch(/c0 +1 +0\.00% +· +· +1/)
  const wide = evaluationTables(evaluation(1000), names)
  expect(Math.max(...wide.split('\n').map((line) => line.length))).toBeLessThan(120)
  expect(wide).toMatch(/c999 +1 +100\.00%/)
  expect(wide).toContain('Which classes were taken for which of 1,000, --json says.')
  expect(wide).toContain('1 of 1,000 images wrong')
})
