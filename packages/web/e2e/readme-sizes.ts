import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect } from 'vitest'

const README = resolve(import.meta.dirname, '../README.md')
/** By how much the table may be off before it has to be written anew: KB. */
const TOLERANCE = 3

/** Holds a row of README's table of sizes to what was measured; `vitest run -u` writes it. @param row - its first cell */
export async function expectInReadme(row: string, bytes: number): Promise<void> {
  const text = readFileSync(README, 'utf8')
  const line = new RegExp(`^(\\| ${row} \\| )(\\d+)(?= \\|)`, 'm')
  expect(text).toMatch(line)
  const measured = Math.round(bytes / 1000)
  const held = text.replace(line, (all, name: string, written: string) =>
    Math.abs(Number(written) - measured) <= TOLERANCE ? all : `${name}${measured}`,
  )
  await expect(held).toMatchFileSnapshot(README)
}
