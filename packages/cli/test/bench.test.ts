import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { umbra } from './run-umbra.js'
import { temporaryFolder } from './tiny-data.js'

const few = ['bench', '--quick', '--tasks', 'map', '--rounds', '2', '--seconds', '0.1', '--threads', '1']

it('checks, times, writes what it found, and compares it with an earlier run', async () => {
  const out = join(temporaryFolder(), 'speed')
  const backends = ['--backends', 'incremental:simd,incremental:scalar,tfjs:wasm-simd,onnxruntime:node']
  const first = await umbra([...few, ...backends, '--out', out])
  expect(first.stderr).not.toContain('umbra:')
  expect(first.code).toBe(0)
  expect(first.stdout).toMatch(/Umbra incremental SIMD, 1 thread +[\d.,]+/)
  expect(first.stdout).toContain('For occlusion maps use Umbra incremental')
  expect(readdirSync(out).sort()).toEqual(['benchmark.json', 'benchmark.md', 'figures'])
  expect(existsSync(join(out, 'figures/map-digits.svg'))).toBe(true)

  const result = JSON.parse(readFileSync(join(out, 'benchmark.json'), 'utf8'))
  expect(result).toMatchObject({ schema: 'umbra.benchmark/1', complete: true, baseline: 'tfjs:wasm-simd' })
  const [{ measurements }] = result.workloads
  const timed = measurements.filter(({ outcome }: { outcome: string }) => outcome === 'timed')
  // What ran is what was asked for, and what is compared with it is right.
  expect(timed.map(({ detail }: { detail: string }) => detail)).toEqual([
    expect.stringMatching(/^tfjs [\d.]+ wasm$/),
    'scalar, 1 thread',
    'simd, 1 thread',
  ])
  for (const { error, samples, peakBytes } of timed) {
    expect(error).toBeLessThan(1e-4)
    expect(samples).toHaveLength(2)
    expect(peakBytes).toBeGreaterThan(1e7)
  }

  // As if the engine had been a hundred times as fast.
  for (const { samples } of measurements) for (const sample of samples) sample.milliseconds /= 100
  for (const m of measurements) m.samples = [...m.samples, ...m.samples, ...m.samples, ...m.samples]
  const earlier = join(out, 'earlier.json')
  writeFileSync(earlier, JSON.stringify(result))
  const again = [...few.slice(0, 4), '--rounds', '8', ...few.slice(6), '--backends', 'incremental:simd']
  const second = await umbra([...again, '--compare', earlier, '--fail-on-regression', '--json'])
  expect(second.code).toBe(1)
  expect(second.stderr).toContain('BENCHMARK_REGRESSION')
  const { comparison } = JSON.parse(second.stdout)
  expect(comparison.measurements).toMatchObject([{ verdict: 'slower', workload: 'map/digits' }])
})

it('keeps what it has when it is interrupted', async () => {
  const out = join(temporaryFolder(), 'speed')
  const args = [
    'bench',
    '--tasks',
    'forward',
    '--rounds',
    '3',
    '--backends',
    'incremental:simd',
    '--threads',
    '1',
  ]
  let sent = false
  const run = await umbra([...args, '--out', out], {
    onStderr(text, child) {
      if (sent || !text.includes('forward/digits/32:')) return
      sent = true
      child.kill('SIGINT')
    },
  })
  expect(run.code).toBe(130)
  const { complete, workloads } = JSON.parse(readFileSync(join(out, 'benchmark.json'), 'utf8'))
  expect(complete).toBe(false)
  expect(workloads[0].id).toBe('forward/digits/32')
})

it.each([
  [['--backends', 'tensorflow'], 'BACKEND_UNKNOWN'],
  [['--tasks', 'mapping'], 'OPTION_INVALID'],
  [['--compare', 'nowhere.json'], 'BENCHMARK_NOT_FOUND'],
])('refuses %j in one line', async (args, code) => {
  const run = await umbra(['bench', ...args])
  expect(run.code).toBe(2)
  expect(run.stdout).toBe('')
  expect(run.stderr).toMatch(new RegExp(`^umbra: ${code}: `))
})
