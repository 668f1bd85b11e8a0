import { describe, expect, it } from 'vitest'
import { InputError } from './errors.js'
import { escapeXml } from './figures/svg.js'
import { printable, shortened } from './printable.js'

const COMMANDS = ['\u001b[31m', '\u009b2J', '\u0007', '\r', '\n', '\u202e', '\u2066', '\u2028']

describe('text from outside', () => {
  it.each(COMMANDS)('commands no terminal, turns nothing around: %j', (command) => {
    expect(printable(`a${command}b`)).toMatch(/^a [^\p{Cc}]*b$/u)
    expect(new InputError('X', `a${command}b`).message).not.toContain(command)
    if (command !== '\n' && command !== '\r' && command !== '\u2028')
      expect(escapeXml(`a${command}b`)).not.toContain(command)
  })

  it('leaves names of every script as they are', () => {
    for (const name of ['Ärger', '数字 6', 'ثمانية', 'שמונה', '👩‍🔬', 'n̈']) expect(printable(name)).toBe(name)
  })

  it('keeps the start and the end of what is long', () => {
    const message = `first ${'x'.repeat(100_000)} expected 4`
    expect(shortened(message)).toMatch(/^first x+ … x+ expected 4$/)
    expect(shortened(message).length).toBeLessThanOrEqual(281)
    expect(shortened('short')).toBe('short')
    expect(() => encodeURIComponent(shortened('😀'.repeat(1000)))).not.toThrow()
  })
})
