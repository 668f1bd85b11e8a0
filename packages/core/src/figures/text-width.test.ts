import fc from 'fast-check'
import { expect, test } from 'vitest'
import { proseLines, textWidth } from './text-width.js'

const FONT_SIZE = 11

test('lines hold the whole text, whatever the width, even none', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: -30, max: 300 }), (content, width) => {
      const withoutSpaces = (text: string) => text.replaceAll(' ', '')
      expect(withoutSpaces(proseLines(content, width, FONT_SIZE).join(''))).toBe(withoutSpaces(content))
    }),
  )
})

test('a line is no wider than asked where a letter is not', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 20, max: 300 }), (content, width) => {
      for (const line of proseLines(content, width, FONT_SIZE))
        expect(0.89 * textWidth(line, FONT_SIZE)).toBeLessThanOrEqual(width + 1e-9)
    }),
  )
})
