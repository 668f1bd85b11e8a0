import fc from 'fast-check'
import stringWidth from 'string-width'
import { expect, it } from 'vitest'
import { plainScreen, table, tableWidth } from './table.js'
import { wrap } from './wrap.js'

it('lays out a table: words to the left, numbers to the right, no space at line ends', () => {
  const columns = [{ title: 'region' }, { title: 'mean', align: 'right' as const }]
  const drawn = table(columns, [
    ['top', '0.12'],
    ['middle', '−10.5'],
  ])
  expect(drawn).toBe([' region   mean', ' ──────  ─────', ' top      0.12', ' middle  −10.5'].join('\n'))
})

it('keeps its widths when headings are styled', () => {
  const bold = (text: string) => `<b>${text}</b>`
  const drawn = table([{ title: 'a' }], [['xyz']], { ...plainScreen, colours: { bold } })
  expect(drawn.split('\n')).toEqual(['<b> a</b>', ' ───', ' xyz'])
})

it('wraps at spaces, and leaves a long word whole', () => {
  expect(wrap('one two  three incomprehensibilities four', 10)).toBe(
    'one two\nthree\nincomprehensibilities\nfour',
  )
  expect(wrap('one two', 5, ' ')).toBe(' one\n two')
  expect(wrap('', 5)).toBe('')
})

const right = 'right' as const
const COLUMNS = [
  { title: 'region' },
  { title: 'mean', align: right, expendable: 2 },
  { title: 't', align: right, expendable: 1 },
  { title: 'p', align: right },
]
const ROWS = [
  ['top', '0.123', '2.34', '0.02'],
  ['小さい領域', '−10.5', '−1.1', '< 0.001'],
]
const onScreen = (width: number) => table(COLUMNS, ROWS, { ...plainScreen, width })

it('leaves out expendable columns until it fits, the least needed first', () => {
  const titles = (width: number) => onScreen(width).split('\n')[0]!.trim().split(/ +/)
  expect(titles(tableWidth(COLUMNS, ROWS))).toEqual(['region', 'mean', 't', 'p'])
  expect(titles(tableWidth(COLUMNS, ROWS) - 1)).toEqual(['region', 'mean', 'p'])
  expect(titles(22)).toEqual(['region', 'p'])
})

it('becomes a list where not even the needed columns fit', () => {
  expect(onScreen(17)).toBe(
    [' region top', '   p  0.02', ' region', ' 小さい領域', '   p  < 0.001'].join('\n'),
  )
})

it('is never wider than the screen, whatever stands in it', () => {
  const cell = fc
    .array(fc.constantFrom('a', 'word', 'né', '領域', '−0.5', '👩‍🔬'), { maxLength: 8 })
    .map((words) => words.join(' '))
  const column = fc.record({
    title: cell,
    align: fc.constantFrom('left' as const, right),
    expendable: fc.constantFrom(1, 2, undefined),
  })
  fc.assert(
    fc.property(
      fc.array(column, { minLength: 2, maxLength: 6 }).chain((columns) =>
        fc.tuple(
          fc.constant(columns),
          fc.array(fc.array(cell, { minLength: columns.length, maxLength: columns.length }), {
            maxLength: 4,
          }),
        ),
      ),
      fc.integer({ min: 20, max: 120 }),
      ([columns, rows], width) => {
        for (const line of table(columns, rows, { ...plainScreen, width }).split('\n')) {
          expect(stringWidth(line)).toBeLessThanOrEqual(width)
        }
      },
    ),
  )
})
