/** Holds the table of agreement in docs/statistics.md to what the fixtures give; a failure prints the table as it should be. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type Agreement, agreements } from './agreements.js'

const page = readFileSync(new URL('../../../docs/statistics.md', import.meta.url), 'utf8')

/** Rounded up to 1, 2 or 5 times a power of ten, so that another machine's last bits stay below. */
function bound(largest: number): string {
  if (largest === 0) return '0'
  const exponent = Math.floor(Math.log10(largest))
  const mantissa = [1, 2, 5, 10].find((step) => step >= (1.2 * largest) / 10 ** exponent) ?? 20
  return (mantissa * 10 ** exponent).toExponential(0).replace('e', 'e')
}

const written = ({ what, against, cases, largest }: Agreement): string =>
  `| ${what} | ${against} | ${cases.toLocaleString('en')} | ${bound(largest)} |`

test('docs/statistics.md states how many cases agree with others, and how well', () => {
  const found = agreements()
  const table = found.map(written).join('\n')
  const rows = new Map(
    [...page.matchAll(/^\| ([^|]+) \| ([^|]+) \| ([\d,]+) \| ([\d.e-]+) \|$/gm)].map(
      ([, what, against, cases, largest]) => [`${what}, ${against}`, { cases, largest: Number(largest) }],
    ),
  )
  for (const agreement of found) {
    const stated = rows.get(`${agreement.what}, ${agreement.against}`)
    expect(stated?.cases, table).toBe(agreement.cases.toLocaleString('en'))
    expect(agreement.largest, table).toBeLessThanOrEqual(stated!.largest)
    expect(agreement.largest, agreement.what).toBeLessThan(1e-9)
  }
})
