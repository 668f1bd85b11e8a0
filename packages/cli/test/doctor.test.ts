import { expect, it } from 'vitest'
import { umbra } from './run-umbra.js'

it('tries the engines out and finds the data whole', async () => {
  const { code, stdout } = await umbra(['doctor', '--json'])
  const report = JSON.parse(stdout)
  expect(report.problems).toEqual([])
  expect(code).toBe(0)
  expect(report.node.version).toBe(process.versions.node)
  expect(report.processor.cores).toBeGreaterThanOrEqual(1)
  expect(report.tensorflow).toMatch(/tfjs wasm/)
  expect(report.data).toMatchObject([
    { name: 'MNIST train', ok: true },
    { name: 'MNIST test', ok: true },
  ])
  const ran = report.engines.filter((trial: { ran?: object }) => trial.ran)
  expect(ran.map(({ asked }: { asked: string }) => asked)).toEqual(
    expect.arrayContaining(['auto', 'incremental, scalar', 'batched']),
  )
  for (const { difference } of ran) expect(difference).toBeLessThan(1e-4)
  expect(ran[0].ran.name).toBe('incremental')
})

it('says the same on one screen', async () => {
  const { code, stdout } = await umbra(['doctor'])
  expect(code).toBe(0)
  expect(stdout).toContain('Everything needed works.')
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120)
})
