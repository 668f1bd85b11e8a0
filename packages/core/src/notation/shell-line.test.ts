import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { shellLine, shellWords } from './shell-line.js'

describe('shellLine', () => {
  test('leaves plain arguments plain', () => {
    expect(shellLine(['umbra', 'study', '--classes', '3,5'])).toBe('umbra study --classes 3,5')
  })

  test('is read by a shell as the same arguments', () => {
    const argument = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !text.includes('\0'))
    fc.assert(
      fc.property(fc.array(argument, { minLength: 1, maxLength: 4 }), (args) => {
        const line = `printf '%s\\0' ${shellLine(args)}`
        const read = execFileSync('sh', ['-c', line]).toString().split('\0').slice(0, -1)
        expect(read).toEqual(args)
      }),
      { numRuns: 30, seed: 1 },
    )
  })
})

describe('shellWords', () => {
  test('reads what shellLine wrote', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }), (args) => {
        expect(shellWords(shellLine(args))).toEqual(args)
      }),
    )
  })

  test.each(['', ' a', 'a ', 'a  b', 'a$(b)', 'a;b', "'a", "a'b'", 'a\nb', '"a"'])(
    'does not read %j',
    (line) => {
      expect(shellWords(line)).toBeUndefined()
    },
  )
})
