import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { bytesOf, records, wordOf } from './records.js'

const folder = new URL('../../../assembly/changes/', import.meta.url)
const sources = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), 'utf8'))

/** Bytes of the types that stand in records. */
const sizes: Readonly<Record<string, number>> = { i32: 4, u32: 4, f32: 4, usize: 4, u64: 8 }

/** Every class without a header that the kernels lay over memory, with its fields as written there. */
const inKernels = Object.fromEntries(
  sources.flatMap((source) =>
    [...source.matchAll(/@unmanaged\n(?:export )?class (\w+) \{\n([\s\S]*?)\n\}/g)].map(([, name, body]) => [
      name!,
      [...body!.matchAll(/^ {2}(\w+): (\w+)$/gm)].map(([, field, type]) => [field!, sizes[type!]]),
    ]),
  ),
)

it('names the records of the kernels, and their fields in order and size', () => {
  const here = Object.fromEntries(
    Object.entries(records).map(([name, fields]) => [name, Object.entries(fields)]),
  )
  expect(here).toEqual(inKernels)
})

it('adds up their bytes, and finds the words of their fields', () => {
  expect([bytesOf('FeatureMap'), bytesOf('Sliding'), bytesOf('Patch')]).toEqual([72, 40, 20])
  expect([wordOf('FeatureMap', 'changes'), wordOf('Entry', 'cell')]).toEqual([11, 2])
})
