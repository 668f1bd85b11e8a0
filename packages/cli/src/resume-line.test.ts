import { expect, test } from 'vitest'
import { resumeLine } from './resume-line.js'

test('a line to go on with has --resume once', () => {
  expect(resumeLine('umbra train --out m')).toBe('umbra train --out m --resume')
  expect(resumeLine('umbra train --resume --out m')).toBe('umbra train --resume --out m')
})
