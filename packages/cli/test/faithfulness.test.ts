import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FaithfulnessResult } from '@umbra/core'
import { expect, test } from 'vitest'
import { umbra } from './run-umbra.js'
import { temporaryFolder } from './tiny-data.js'

const few = [
  '--images',
  '6',
  '--classes',
  '6,8',
  '--steps',
  '7',
  '--subsets',
  '10',
  '--segments',
  '9',
  '--permutations',
  '99',
]

test('faithfulness writes a report, its figures and all numbers, the same on one thread and on two', async () => {
  const cwd = temporaryFolder()
  const { code, stdout, stderr } = await umbra(['faithfulness', ...few, '--threads', '2', '--out', 'two'], {
    cwd,
  })
  expect([code, stderr.includes('UMBRA')]).toEqual([0, false])
  expect(stdout).toContain('Faithfulness of 6 maps')
  expect(stdout).toContain('against ink order the map is')
  expect(stdout).toContain('Report: two/report.html')
  const files = [
    'figures/curves.svg',
    'figures/effects.png',
    'faithfulness.csv',
    'manifest.json',
    'report.html',
  ]
  for (const file of files) expect(existsSync(join(cwd, 'two', file)), file).toBe(true)
  expect(existsSync(join(cwd, 'two/cells'))).toBe(false)
  const read = (folder: string) =>
    JSON.parse(readFileSync(join(cwd, folder, 'faithfulness.json'), 'utf8')) as FaithfulnessResult
  const result = read('two')
  expect(result.samples.map(({ label }) => label)).toEqual([6, 6, 6, 8, 8, 8])
  const one = await umbra(['faithfulness', ...few, '--threads', '1', '--out', 'one', '--json'], { cwd })
  const { samples, measures, curves } = JSON.parse(one.stdout) as FaithfulnessResult
  expect({ samples, measures, curves }).toEqual({
    samples: result.samples,
    measures: result.measures,
    curves: result.curves,
  })
}, 120_000)

test.each([
  ['CLASS_UNKNOWN', ['--classes', '77']],
  ['CLASS_UNKNOWN', ['--classes', 'dog']],
  ['OPTION_INVALID', ['--classes', '6,6']],
  ['OPTION_INVALID', ['--steps', '1']],
  ['PATCH_RANGE', ['--patch', '40']],
  ['FAITHFULNESS_BASELINE', ['--baseline', 'soft']],
  ['SAMPLE_TOO_LARGE', ['--images', '99999']],
])(
  '%s: %j',
  async (errorCode, args) => {
    const { code, stderr, stdout } = await umbra(['faithfulness', ...args], { cwd: temporaryFolder() })
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(`umbra: ${errorCode}`)
  },
  60_000,
)

test('explain adds it to the images at hand, and says where its options change nothing', async () => {
  const cwd = temporaryFolder()
  const args = ['explain', '--index', '11', '--steps', '7', '--subsets', '10']
  const { code, stdout } = await umbra([...args, '--faithfulness', '--json', '--out', 'here'], { cwd })
  expect(code).toBe(0)
  const { faithfulness, target } = JSON.parse(stdout)
  expect(faithfulness.images).toHaveLength(1)
  expect(faithfulness.images[0].target).toBe(target)
  expect(faithfulness.images[0].values.deletion).toHaveLength(3)
  expect(faithfulness.levels).toEqual([0, 112, 224, 336, 448, 560, 672, 784])
  for (const end of ['json', 'svg', 'png'])
    expect(existsSync(join(cwd, `here/faithfulness.${end}`))).toBe(true)
  const without = await umbra(args, { cwd })
  expect(without.stderr).toContain('--steps changes nothing without --faithfulness')
}, 120_000)
