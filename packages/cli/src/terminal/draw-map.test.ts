import { describe, expect, it } from 'vitest'
import { drawMap } from './draw-map.js'

/** A ring of ink whose upper half supports and whose lower half opposes. */
const SIZE = 12
const at = (i: number) => [Math.floor(i / SIZE) - 5.5, (i % SIZE) - 5.5] as const
const image = Float32Array.from({ length: SIZE * SIZE }, (_, i) => {
  const radius = Math.hypot(...at(i))
  return Math.max(0, 1 - Math.abs(radius - 4) / 2)
})
const map = image.map((ink, i) => (at(i)[0] < 0 ? ink : -0.6 * ink))
const drawing = { image: { data: image, shape: [SIZE, SIZE, 1] as const }, map, className: '0' }

// biome-ignore lint/suspicious/noControlCharactersInRegex: escapes are what is looked for
const ESCAPE = /\u001b\[[\d;]*m/g

describe('drawMap', () => {
  it('draws in plain characters where there is no colour', () => {
    expect(drawMap(drawing, 1, 80)).toMatchInlineSnapshot(`
      " image           occlusion map
         .:====:.        ..++++..
        -*#*++*#*-      +#@####@#+
       :*%-    -%*:    .#@+    +@#.
       :*%-    -%*:    '-='    '=-'
        -*#*++*#*-      '--------'
         .:====:.        '''--'''
       . + # @ supported 0 (+1.0)   ' - = % opposed 0 (−1.0)"
    `)
  })

  it('draws half blocks, two rows to a line, in true colour', () => {
    const coloured = drawMap(drawing, 24, 80)
    const lines = coloured.split('\n')
    expect(lines).toHaveLength(1 + SIZE / 2 + 1)
    expect(coloured).toContain('\u001b[38;2;')
    for (const line of lines.slice(1, -1)) {
      expect(line.replace(ESCAPE, '')).toMatch(/^ ▀{12} {4}▀{12}$/)
    }
  })

  it('uses the 256 colours where there are no more', () => {
    const coloured = drawMap(drawing, 8, 80)
    expect(coloured).toContain('\u001b[38;5;')
    expect(coloured).not.toContain(';2;')
  })

  it('shrinks pictures wider than the terminal', () => {
    const big = {
      ...drawing,
      image: { data: new Float32Array(224 * 224), shape: [224, 224, 1] as const },
      map: new Float32Array(224 * 224),
    }
    const drawn = drawMap(big, 1, 80)
    expect(Math.max(...drawn.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
    expect(drawn).toContain('zero everywhere')
  })

  it.each([1, 8, 24] as const)(
    'breaks its legend where a class has a long name, at %i bits of colour',
    (depth) => {
      const named = { ...drawing, className: 'a name of some thirty letters' }
      const lines = drawMap(named, depth, 80).replace(ESCAPE, '').split('\n')
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80)
      expect(lines.at(-2)).toContain('supported a name of some thirty letters (+1.0)')
      expect(lines.at(-1)).toContain('opposed a name of some thirty letters (−1.0)')
      expect(drawMap(named, depth, 200).split('\n')).toHaveLength(lines.length - 1)
    },
  )
})
