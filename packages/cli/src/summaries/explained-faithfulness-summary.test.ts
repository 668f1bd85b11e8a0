import { MEASURES } from '@umbra/core/study'
import { expect, it } from 'vitest'
import { plainScreen } from '../terminal/table.js'
import { explainedFaithfulnessSummary } from './explained-faithfulness-summary.js'

/** An image whose measures are `value` for the map, and twice and thrice it for ink and random order. */
function measured(value: number, irof = value) {
  const row = (own: number) => [own, 2 * own, 3 * own]
  const values = Object.fromEntries(MEASURES.map(({ name }) => [name, row(name === 'irof' ? irof : value)]))
  return { values, deletion: [], insertion: [], road: [] } as unknown as Parameters<
    typeof explainedFaithfulnessSummary
  >[0][number]
}

it('leaves an image out of a measure that is undefined of it, and says so', () => {
  const summary = explainedFaithfulnessSummary(
    [measured(1), measured(3), measured(4, Number.NaN)],
    plainScreen,
  )
  expect(summary).toMatch(/IROF, area over +higher +2\.000 +4\.000 +6\.000$/m)
  expect(summary).toMatch(/deletion, area +lower +2\.667 +5\.333 +8\.000$/m)
  expect(summary).toContain('IROF, area over is undefined of 1 of 3 images, which it leaves out.')
  expect(summary).not.toContain('deletion, area is undefined')
})

it('has no mean where a measure is undefined of every image, and of one image its own values', () => {
  const none = [measured(1, Number.NaN), measured(2, Number.NaN)]
  expect(explainedFaithfulnessSummary(none, plainScreen)).toMatch(/IROF, area over +higher +– +– +–$/m)
  const one = explainedFaithfulnessSummary([measured(1, Number.NaN)], plainScreen)
  expect(one).not.toContain('leaves out')
})
