import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CLASS_COLOURS, differenceScale, limitOf, PAPER, readableOn, sensitivityScale } from './palette.js'

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 })
const channels = (colour: string) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))

test('the limit is at or above every magnitude, and near the largest', () => {
  fc.assert(
    fc.property(values, values, (a, b) => {
      const largest = Math.max(...[...a, ...b].map(Math.abs))
      const limit = limitOf([a, b])
      expect(limit).toBeGreaterThanOrEqual(largest)
      expect(limit).toBeLessThanOrEqual(largest * 1.26)
    }),
  )
})

describe.each([
  ['sensitivity', sensitivityScale],
  ['difference', differenceScale],
] as const)('the %s scale', (_, scaleOf) => {
  test('is white at zero, also when every value is zero', () => {
    expect(scaleOf([0, 3, -1]).colour(0)).toBe(PAPER)
    const flat = scaleOf(new Float32Array(9))
    expect([flat.limit, flat.colour(0)]).toEqual([0, PAPER])
  })

  test('is symmetric: a value and its negative are as far along, and nothing within the limit is clipped', () => {
    const scale = scaleOf([2, -5])
    expect(scale.limit).toBe(5)
    expect(scale.colour(7)).toBe(scale.colour(5))
    expect(scale.colour(-7)).toBe(scale.colour(-5))
    const distinct = new Set(Array.from({ length: 255 }, (_, i) => scale.colour(((i - 127) / 127) * 5)))
    expect(distinct.size).toBeGreaterThan(230)
  })

  test('darkens from zero to either end', () => {
    const scale = scaleOf([1])
    for (const sign of [1, -1]) {
      const brightness = [0, 0.1, 0.2, 0.4, 0.6, 0.8, 1].map((t) =>
        channels(scale.colour(sign * t)).reduce((sum, channel) => sum + channel, 0),
      )
      expect(brightness).toEqual([...brightness].sort((a, b) => b - a))
    }
  })
})

test('red supported the class, blue opposed it', () => {
  const scale = sensitivityScale([1])
  const [red, , blue] = channels(scale.colour(0.8))
  expect(red).toBeGreaterThan(2 * blue!)
  const [coldRed, , coldBlue] = channels(scale.colour(-0.8))
  expect(coldBlue).toBeGreaterThan(2 * coldRed!)
})

test('a difference takes the colour family of the class that is higher', () => {
  const scale = differenceScale([1])
  const warm = (colour: string) => channels(colour)[0]! > channels(colour)[2]!
  expect([warm(scale.colour(0.8)), warm(CLASS_COLOURS[0])]).toEqual([true, true])
  expect([warm(scale.colour(-0.8)), warm(CLASS_COLOURS[1])]).toEqual([false, false])
})

test('text over any colour of a scale keeps a contrast of 4 to 1, class names on paper of 4.5 to 1', () => {
  const linear = (channel: number) =>
    channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  const luminance = (colour: string) =>
    channels(colour).reduce((sum, value, i) => sum + [0.2126, 0.7152, 0.0722][i]! * linear(value / 255), 0)
  const contrast = (a: string, b: string) => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y)
    return (high! + 0.05) / (low! + 0.05)
  }
  const scale = differenceScale([1])
  for (let i = -20; i <= 20; i++) {
    const ground = scale.colour(i / 20)
    expect(contrast(ground, readableOn(ground))).toBeGreaterThan(4.0)
  }
  for (const colour of CLASS_COLOURS) expect(contrast(colour, PAPER)).toBeGreaterThan(4.5)
})
