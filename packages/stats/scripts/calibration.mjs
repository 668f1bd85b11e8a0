/**
 * Large calibration: a thousand studies drawn from each of many populations, every test of a study made on each; what is planted; and how often
 * intervals over new networks and new images hold the truth. Writes the marked section of docs/statistics.md.
 *
 * Run after a build: node packages/stats/scripts/calibration.mjs [--runs 1000] [--seed 1] [--print]
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import * as stats from '../dist/index.js'
import { tables } from './calibration/tables.mjs'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    print: { type: 'boolean', default: false },
  },
})
const settings = { runs: Number(values.runs), seed: Number(values.seed) }
const page = new URL('../../../docs/statistics.md', import.meta.url)

let text = readFileSync(page, 'utf8')
for (const [name, { head, columns, rows, row }] of Object.entries(tables)) {
  const lines = [head, `|${'---|'.repeat(columns)}`]
  for (let i = 0; i < rows; i++) {
    lines.push(row(stats, i, settings))
    process.stderr.write(`${lines.at(-1)}\n`)
  }
  text = replaced(text, name, lines)
}
if (!values.print) writeFileSync(page, text)

/** What stands between a table's marks. */
function replaced(all, name, lines) {
  const marks = [`<!-- calibration ${name} -->\n`, `<!-- end of calibration ${name} -->`]
  const [from, to] = [all.indexOf(marks[0]), all.indexOf(marks[1])]
  if (from < 0 || to < from) throw new Error(`docs/statistics.md has no marks of the table ${name}`)
  return `${all.slice(0, from)}${marks[0]}\n${lines.join('\n')}\n\n${all.slice(to)}`
}
