import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { modelFiles } from '@umbra/core'
import { encode } from 'fast-png'
import { beforeAll, expect, it } from 'vitest'
import { tinyNetwork } from '../src/actions/self-check.js'
import { umbra } from './run-umbra.js'
import { idx, temporaryFolder } from './tiny-data.js'

const SIZE = 12
const TEST_IMAGES = 12

let picture: string
let model: string
let data: string
beforeAll(() => {
  const folder = temporaryFolder()
  model = join(folder, 'model')
  data = join(folder, 'data')
  mkdirSync(model)
  mkdirSync(data)
  const [json, weights] = modelFiles(tinyNetwork())
  writeFileSync(join(model, json.name), json.bytes)
  writeFileSync(join(model, weights.name), weights.bytes)
  for (const [prefix, n, level] of [
    ['train', 4, 102],
    ['t10k', TEST_IMAGES, 51],
  ] as const) {
    // Half of the pixels of one level, and a dot of its own in every image.
    const pixels = Uint8Array.from({ length: n * SIZE * SIZE }, (_, i) => (i % 2 === 0 ? level : 0))
    for (let i = 0; i < n; i++) pixels[i * SIZE * SIZE + 2 * i] = 0
    writeFileSync(join(data, `${prefix}-images-idx3-ubyte`), idx([n, SIZE, SIZE], pixels))
    writeFileSync(
      join(data, `${prefix}-labels-idx1-ubyte`),
      idx(
        [n],
        Uint8Array.from({ length: n }, () => 0),
      ),
    )
  }
  picture = join(folder, 'ramp.png')
  const ramp = Uint8Array.from({ length: SIZE * SIZE }, (_, i) => (i * 7) % 256)
  writeFileSync(picture, encode({ width: SIZE, height: SIZE, data: ramp, channels: 1, depth: 8 }))
})

function explained(...more: string[]) {
  return umbra(['explain', picture, '--model', model, '--data', data, '--json', ...more])
}

it.each([
  ['mean', 0.2, 'data test'],
  ['train-mean', 0.4, 'data train'],
])('%s says of which data it is, and what it came to', async (baseline, level, of) => {
  const { code, stdout } = await explained('--baseline', baseline)
  expect(code).toBe(0)
  const { baselineOrigin, baseline: words } = JSON.parse(stdout)
  expect(baselineOrigin.of).toBe(of)
  expect(baselineOrigin.values).toEqual([expect.closeTo((level * (72 - 1)) / 144, 6)])
  expect(words).toContain(`mean of ${of} (`)
})

it('marginal says which images were drawn, the same ones for the same seed', async () => {
  const drawn = async (baseline: string) => JSON.parse((await explained('--baseline', baseline)).stdout)
  const first = await drawn('marginal:3,seed=5')
  expect(first.baseline).toBe('the same patch of 3 other images of data test')
  expect(new Set(first.baselineOrigin.images).size).toBe(4)
  for (const place of first.baselineOrigin.images) expect(place).toBeLessThan(TEST_IMAGES)
  const again = await drawn('marginal:3,seed=5')
  expect([again.map, again.baselineOrigin]).toEqual([first.map, first.baselineOrigin])
})

it.each([
  ['inpaint', 'linear in-painting from the rim'],
  ['patch-mean', 'patch mean'],
  ['soft:0.2,sigma=0.5', '0.2 under a Gaussian window (sigma 0.5 of its side)'],
])('%s gives the same map on both engines and any number of threads', async (baseline, words) => {
  const run = async (...how: string[]) => JSON.parse((await explained('--baseline', baseline, ...how)).stdout)
  const one = await run('--threads', '1')
  expect(one).toMatchObject({ baseline: words, engine: { name: 'incremental' } })
  expect((await run('--threads', '2')).map).toEqual(one.map)
  const batched = await run('--engine', 'batched')
  expect(batched).toMatchObject({ baseline: words, engine: { name: 'batched' } })
  one.map.flat().forEach((value: number, i: number) => {
    expect(batched.map.flat()[i]).toBeCloseTo(value, 4)
  })
})

it.each([
  ['inpaint', ['--window', '12'], 'BASELINE_WINDOW'],
  ['marginal:40', [], 'BASELINE_DRAWS'],
  ['marginal', ['--data', 'mnist'], 'BASELINE_DATA_SHAPE'],
  ['soft:0,sigma=0.01', [], 'OPTION_INVALID'],
  ['marginal:0', [], 'OPTION_INVALID'],
  ['inpainting', [], 'OPTION_INVALID'],
])('refuses %s where it makes no sense', async (baseline, more, error) => {
  const { code, stdout } = await explained('--baseline', baseline, ...more)
  expect([code, JSON.parse(stdout).error.code]).toEqual([2, error])
  expect(JSON.parse(stdout).error.message).not.toContain('\n')
})
