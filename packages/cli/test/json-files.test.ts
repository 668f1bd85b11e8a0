import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Dataset, studyConfigSchema } from '@umbra/core'
import { describe, expect, it } from 'vitest'
import { readGrid } from '../src/input/read-grid.js'
import { readConfig } from '../src/options/config-file.js'
import { readRegions } from '../src/options/read-regions.js'
import { readBenchmark } from '../src/output/benchmark-files.js'
import { readRobustness } from '../src/output/robustness-files.js'
import { temporaryFolder } from './tiny-data.js'

const test = { images: { data: new Float32Array(0), shape: [1, 28, 28, 1] } } as unknown as Dataset
const study = studyConfigSchema.parse({ classes: [6, 8] })

/** Every file of JSON that a person may hand to the command line: what is read of it, and the code if it is not JSON. */
const readers: readonly [string, string, string, (file: string) => Promise<unknown>][] = [
  ['--config', '{"threads": 1}', 'CONFIG_NOT_JSON', (file) => readConfig(file, async () => commands)],
  ['--regions', '{"top": ["#", " "], "rest": [" ", "#"]}', 'REGIONS_NOT_JSON', async (f) => readRegions(f)],
  ['--grid', '{"window": [4]}', 'GRID_NOT_JSON', (file) => readGrid(file, study, test)],
  ['--compare', '{"schema": "umbra.benchmark/1"}', 'BENCHMARK_FORMAT', readBenchmark],
  ['--robustness', '{"schema": "umbra.robustness/1"}', 'ROBUSTNESS_FORMAT', readRobustness],
]
const commands = [
  { name: () => 'study', options: [{ attributeName: () => 'threads' }] },
] as unknown as Awaited<ReturnType<Parameters<typeof readConfig>[1]>>

describe.each(readers)('%s', (_, text, code, read) => {
  const file = join(temporaryFolder(), 'file.json')
  const written = async (content: string | Uint8Array) => {
    writeFileSync(file, content)
    return read(file)
  }

  it('takes a byte-order mark and ends of lines of any system', async () => {
    // What a document lacks is told by another reader; here it is whether it is taken for the same one.
    const outcome = (content: string) => written(content).then(JSON.stringify, ({ message }) => message)
    const plain = await outcome(text)
    expect(plain).not.toContain('not JSON')
    for (const changed of [`\ufeff${text}`, `\ufeff\r\n${text}\r\n`, `\t${text}`]) {
      expect(await outcome(changed)).toBe(plain)
    }
  })

  it.each([
    ['it is empty', ''],
    ['it is UTF-16, expected UTF-8', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['it is not UTF-8 text', Uint8Array.of(0x7b, 0xff, 0x7d)],
    ['expected the end, got "}"', `${text}}`],
    ['is given twice', text.replace('{', '{"a": 1, "a": 2, ')],
  ])('refuses a file of which it says: %s', async (why, content) => {
    const refusal = async () => written(content)
    await expect(refusal()).rejects.toMatchObject({ name: 'InputError', code })
    await expect(refusal()).rejects.toThrow(why)
    await expect(refusal()).rejects.toThrow('file.json')
  })

  it('refuses one nested a million levels deep', async () => {
    await expect((async () => written('['.repeat(1e6)))()).rejects.toMatchObject({ code: 'JSON_TOO_DEEP' })
  })
})

/** What the program itself wrote, or another part of it says, where no person's file is read. */
const OWN: readonly string[] = [
  'cli/src/benchmark/python-session.ts',
  'cli/src/output/folder-lock.ts',
  'cli/src/program.ts',
  'cli/src/queue/materials.ts',
  'cli/src/queue/runs.ts',
  'cli/src/queue/take-units.ts',
  'core/src/json/json-fault.ts',
  'core/src/json/parse-json.ts',
]

it('JSON is read in one place', () => {
  const packages = fileURLToPath(new URL('../../', import.meta.url))
  const sources = ['cli', 'core', 'web'].flatMap((name) =>
    readdirSync(join(packages, name, 'src'), { recursive: true, encoding: 'utf8' }).map((path) =>
      join(name, 'src', path).replaceAll('\\', '/'),
    ),
  )
  const reading = sources
    .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path))
    .filter((path) => readFileSync(join(packages, path), 'utf8').includes('JSON.parse('))
  expect(reading.sort()).toEqual(OWN)
})
