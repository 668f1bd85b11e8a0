import { expect, it } from 'vitest'
import { plainScreen } from '../terminal/table.js'
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
  expect(wide).toMatch(/c0 +1 +0\.00% +c999 1×/)
  expect(wide).toContain('the most frequent mistakes')
  const narrow = evaluationTables(evaluation(12), names, { ...plainScreen, width: 60 })
  expect(narrow).toMatch(/c0 +1 +0\.00% +c11 1×/)
  expect(wide).toContain('1 of 1,000 images wrong')
})
