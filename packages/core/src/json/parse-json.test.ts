import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJson } from './index.js'
import { jsonFault } from './json-fault.js'

const bytes = (text: string) => new TextEncoder().encode(text)
const read = (json: string | Uint8Array) => parseJson(json, 'the file a.json', 'A_NOT_JSON')

/** What the engine makes of a text; undefined where it refuses it. */
function engines(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

describe('parseJson', () => {
  it('reads what any value is written as, with a byte-order mark or without', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(0, 1, '\t'), (value, space) => {
        const text = JSON.stringify(value, null, space)
        for (const json of [text, `\ufeff${text}`, bytes(text), bytes(`\ufeff${text}\r\n `)]) {
          expect(read(json)).toEqual(JSON.parse(text))
        }
      }),
      { seed: 1 },
    )
  })

  it('takes and refuses what the engine does, however a text is changed', () => {
    const pieces = [
      ...'{}[]",:\\ \n\t0.-+eE1aux\'/\u0000é',
      '\ud800',
      'true',
      'NaN',
      '"a"',
      '01',
      '1e5',
      '\\u00',
    ]
    const text = fc
      .array(fc.constantFrom(...pieces), { maxLength: 12 })
      .map((parts) => parts.join(''))
      .chain((junk) =>
        fc.record({
          junk: fc.constant(junk),
          value: fc.jsonValue({ maxDepth: 3 }),
          at: fc.nat(),
          cut: fc.nat(3),
        }),
      )
      .map(({ junk, value, at, cut }) => {
        const whole = JSON.stringify(value)
        const place = at % (whole.length + 1)
        return whole.slice(0, place) + junk + whole.slice(place + cut)
      })
    let taken = 0
    fc.assert(
      fc.property(text, (changed) => {
        const fault = jsonFault(changed, 400)
        const engine = engines(changed)
        if (fault?.what.includes('twice') || fault?.what.includes('too large')) return
        taken += engine ? 1 : 0
        expect(fault === undefined, JSON.stringify([changed, fault])).toBe(engine !== undefined)
      }),
      { seed: 2, numRuns: 20_000 },
    )
    expect(taken).toBeGreaterThan(500)
  })

  it.each([
    ['it is empty', ''],
    ['it is empty', bytes('\ufeff \n')],
    ['it is UTF-16, expected UTF-8', Uint8Array.of(0xff, 0xfe, 0x7b, 0, 0x7d, 0)],
    ['it is UTF-16, expected UTF-8', Uint8Array.of(0xfe, 0xff, 0, 0x7b, 0, 0x7d)],
    ['it is UTF-16, expected UTF-8', Uint8Array.of(0x7b, 0, 0x7d, 0)],
    ['it is UTF-16, expected UTF-8', Uint8Array.of(0, 0x7b, 0, 0x7d)],
    ['it is UTF-32, expected UTF-8', Uint8Array.of(0xff, 0xfe, 0, 0, 0x7b, 0, 0, 0)],
    ['it is UTF-32, expected UTF-8', Uint8Array.of(0, 0, 0, 0x7b)],
    ['it is not UTF-8 text', Uint8Array.of(0x22, 0xe9, 0x22)],
    ['line 1, column 4: expected the end, got "x"', '{} x'],
    ['line 2, column 3: expected a name in double quotes, got "}"', '{"a": 1,\n  }'],
    ['line 1, column 2: expected a name in double quotes, got "images"', '{images: 5}'],
    ['line 1, column 7: expected a comma or }, got "\\""', '{"a":1"b":2}'],
    ['line 1, column 4: expected a comma or ], got the end', '[1 '],
    ['line 1, column 2: expected a value, got "NaN"', '[NaN]'],
    ['line 1, column 2: expected a value, got "True"', '[True]'],
    ['line 1, column 1: expected a value, got "/"', '// a comment'],
    ['line 1, column 4: expected a value, got "]"', '[1,]'],
    ['line 1, column 2: expected a value, got "01"', '[01]'],
    ['line 3, column 2: expected the closing quote of a string, got "\\n"', '\r\r"\n"'],
    ['line 1, column 3: a backslash escapes nothing JSON knows', '["\\x"]'],
    ['line 2, column 3: "a" is given twice', '{"a": 1, "b": {"a": 1},\n  "\\u0061": 2}'],
    ['line 1, column 2: a number is too large for a double', '[1e999]'],
  ])('says: %s', (why, json) => {
    expect(() => read(json)).toThrow(
      expect.objectContaining({
        name: 'InputError',
        message: `A_NOT_JSON: the file a.json is not JSON: ${why}`,
      }),
    )
  })

  it('refuses what is nested too deep, whole or cut short, and takes what is long', () => {
    for (const text of ['['.repeat(1e6), `${'{"a":'.repeat(401)}1${'}'.repeat(401)}`]) {
      expect(() => read(text)).toThrow('JSON_TOO_DEEP: the file a.json is nested more than 400 levels deep')
    }
    expect(() => read(`${'['.repeat(400)}${']'.repeat(400)}`)).not.toThrow()
    expect(read(`[${'"a",'.repeat(1e5)}"${'é\\n'.repeat(1e6)}"]`)).toHaveLength(100_001)
  })
})
