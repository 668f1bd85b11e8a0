import { expect, test } from 'vitest'
import { greyOf, overlaidColour } from './overlay.js'
import { sensitivityScale } from './palette.js'

const scale = sensitivityScale([-2, 2])

/** How far a colour is from grey: its largest channel less its smallest. */
function colourfulness(colour: string): number {
  const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
  return Math.max(...channels) - Math.min(...channels)
}

test('zero shows the picture, larger values more of the colour of their sign', () => {
  for (const grey of [0, 0.5, 1]) {
    expect(colourfulness(overlaidColour(scale, grey, 0))).toBe(0)
    for (const sign of [1, -1]) {
      const shown = [0.25, 0.5, 1, 2].map((value) => colourfulness(overlaidColour(scale, grey, sign * value)))
      expect(shown).toEqual([...shown].sort((a, b) => a - b))
      expect(shown[0]).toBeGreaterThan(0)
    }
    const [red, , blue] = [1, 3, 5].map((at) => overlaidColour(scale, grey, 2).slice(at, at + 2))
    expect(red! > blue!).toBe(true)
  }
})

test('a map of zeros leaves the picture as it is, and a missing value too', () => {
  const none = sensitivityScale([0])
  expect(overlaidColour(none, 0.5, 0)).toBe(overlaidColour(scale, 0.5, Number.NaN))
})

test('pictures turn grey by luma, one channel stays', () => {
  expect([...Array.from(greyOf([1, 0, 0, 0, 1, 0], 1, 2))]).toEqual([0.299, 0.587])
  expect([...Array.from(greyOf([0.25, 0.5], 1, 2))]).toEqual([0.25, 0.5])
})
