import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MethodsResult } from '@umbra/core'
import { encode } from 'fast-png'
import { expect, test } from 'vitest'
import { umbra } from './run-umbra.js'
import { temporaryFolder } from './tiny-data.js'

const few = ['--samples', '128', '--steps', '5', '--subsets', '5', '--segments', '9', '--permutations', '99']

test('compare-methods writes a report, its figures and all numbers, and says whether the answer depends on the method', async () => {
  const cwd = temporaryFolder()
  const drawn = ['--images', '6', '--classes', '6,8', '--methods', 'occlusion,rise,lime']
  const { code, stdout, stderr } = await umbra(['compare-methods', ...drawn, ...few, '--out', 'here'], {
    cwd,
  })
  expect([code, stderr.includes('UMBRA')]).toEqual([0, false])
  expect(stdout).toContain('Attribution methods on 6 images')
  expect(stdout).toContain('depend on the method')
  expect(stdout).toContain('Report: here/report.html')
  const files = ['maps.svg', 'maps.png', 'agreement.svg', 'answers.svg'].map((name) => `figures/${name}`)
  for (const file of [...files, 'methods.csv', 'manifest.json', 'report.html']) {
    expect(existsSync(join(cwd, 'here', file)), file).toBe(true)
  }
  expect(existsSync(join(cwd, 'here/cells'))).toBe(false)
  const result = JSON.parse(readFileSync(join(cwd, 'here/methods.json'), 'utf8')) as MethodsResult
  expect(result.samples.map(({ label }) => label)).toEqual([6, 6, 6, 8, 8, 8])
  expect(result.methods.map(({ id }) => id)).toEqual(['occlusion', 'rise', 'lime'])
}, 120_000)

test('a single picture has maps and agreement, and nothing is tested', async () => {
  const cwd = temporaryFolder()
  const data = Uint8Array.from({ length: 28 * 28 }, (_, i) => (Math.abs((i % 28) - 14) < 2 ? 255 : 0))
  const picture = join(cwd, 'one.png')
  writeFileSync(picture, encode({ width: 28, height: 28, data, channels: 1, depth: 8 }))
  const args = ['compare-methods', picture, '--methods', 'occlusion,hsic', ...few, '--json', '--out', 'one']
  const { code, stdout } = await umbra(args, { cwd })
  expect(code).toBe(0)
  const { n, answers, verdict } = JSON.parse(stdout) as MethodsResult
  expect([n, answers, verdict.length]).toEqual([1, undefined, 1])
}, 120_000)

test.each([
  ['METHOD_UNKNOWN', ['--methods', 'gradcam']],
  ['OPTION_INVALID', ['--methods', 'rise,rise']],
  ['USAGE', ['digit.png', '--classes', '6,8']],
])(
  '%s: %j',
  async (errorCode, args) => {
    const { code, stderr, stdout } = await umbra(['compare-methods', ...args], { cwd: temporaryFolder() })
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(`umbra: ${errorCode}`)
  },
  60_000,
)
