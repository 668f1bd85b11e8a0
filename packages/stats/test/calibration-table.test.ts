/** Makes some rows of the large calibration in docs/statistics.md again, as `scripts/calibration.mjs` made all; the quickest of each table. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { tables } from '../scripts/calibration/tables.mjs'
import * as stats from '../src/index.js'

const page = readFileSync(new URL('../../../docs/statistics.md', import.meta.url), 'utf8')
const [, runs, seed] = page.match(/calibration\.mjs --runs (\d+) --seed (\d+)/)!
const settings = { runs: Number(runs), seed: Number(seed) }

it.each([
  ['null', 10],
  ['planted', 10],
  ['planted', 22],
  ['coverage', 0],
] as const)('of the table %s row %i is what its seed gives', (name, i) => {
  const table = page.slice(
    page.indexOf(`<!-- calibration ${name} -->`),
    page.indexOf(`<!-- end of calibration ${name} -->`),
  )
  expect(table).toContain(`${tables[name].row(stats, i, settings)}\n`)
})

it('all rows are there', () => {
  for (const [name, { head, rows }] of Object.entries(tables)) {
    const lines = page
      .slice(
        page.indexOf(`<!-- calibration ${name} -->`),
        page.indexOf(`<!-- end of calibration ${name} -->`),
      )
      .split('\n')
      .filter((line) => line.startsWith('|'))
    expect(lines).toHaveLength(rows + 2)
    expect(lines[0]).toBe(head)
  }
})
