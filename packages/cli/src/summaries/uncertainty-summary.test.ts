import { expect, it } from 'vitest'
import { plainScreen } from '../terminal/table.js'
import { uncertaintySummary } from './uncertainty-summary.js'

const SIDE = 512

/** A map of a large image, of one value but for a pixel. */
function mapOf(value: number, other: number): number[][] {
  const rows = Array.from({ length: SIDE }, () => new Array<number>(SIDE).fill(value))
  rows[400]![17] = other
  return rows
}

it('is said of an image of more pixels than a call has room for', () => {
  const spread = { n: 3, members: ['2×2', '4×4', '8×8'], unit: 'score per pixel' as const, beyond: 0.5 }
  const windows = { ...spread, mean: mapOf(0.25, -7.5), standardError: mapOf(0.125, 0.5) }
  const summary = uncertaintySummary(
    { schema: 'umbra.uncertainty/1', images: [{ name: 'photo.png', windows }] },
    plainScreen,
  )
  expect(summary).toMatch(/3 window sizes +7\.50 \(score per pixel\) +0\.500 +50%$/m)
})

it('fits the screen', () => {
  const sensitivity = { value: 0.2, radius: 0.02, samples: 10 }
  const document = { schema: 'umbra.uncertainty/1' as const, images: [{ name: 'a.png', sensitivity }] }
  const lines = uncertaintySummary(document, { ...plainScreen, width: 60 }).split('\n')
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(60)
})
