import { expect, it } from 'vitest'
import { table } from './table.js'
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
  const drawn = table([{ title: 'a' }], [['xyz']], (text) => `<b>${text}</b>`)
  expect(drawn.split('\n')).toEqual(['<b> a</b>', ' ───', ' xyz'])
})

it('wraps at spaces, and leaves a long word whole', () => {
  expect(wrap('one two  three incomprehensibilities four', 10)).toBe(
    'one two\nthree\nincomprehensibilities\nfour',
  )
  expect(wrap('one two', 5, ' ')).toBe(' one\n two')
  expect(wrap('', 5)).toBe('')
})
