import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { grid, type Subject, subjects } from '../bench/subjects.mjs'
import { createIncrementalRunner, createMaskKernel } from '../src/index.js'
import { type WorkCounts, whileCounting } from './count-work.js'

/** The work of one map, recorded when it was last made less. Continuous integration has no clock worth trusting, but it can count. */
const RECORD = fileURLToPath(new URL('work-counts.json', import.meta.url))
type MapCounts = Partial<WorkCounts> & { readonly multiplyAdds?: number }
const recorded: Record<string, MapCounts> = JSON.parse(readFileSync(RECORD, 'utf8'))

/** `UMBRA_RECORD=1 npx vitest run test/work-counts.test.ts` records what is counted now. */
const recording = process.env.UMBRA_RECORD === '1'

/** One map by the incremental engine, all windows at once: what a pool hands out at a time depends on the clock. */
async function countMap({ network: build, images, window }: Subject, stride: number): Promise<MapCounts> {
  const network = build()
  const image = images(1, network.inputShape)
  const windows = grid(network.inputShape, window, stride)
  const count = windows.length / 6
  return whileCounting(async (counter) => {
    const runner = await createIncrementalRunner(network, { variant: 'simd' })
    const out = new Float32Array(count * network.classes)
    const map = () => {
      runner.begin(image, new Float32Array(image.length))
      runner.scoreWindows(windows, 0, count, out)
    }
    // The first lays memory out.
    map()
    const before = runner.multiplyAdds
    const counts = counter.count(map)
    return { multiplyAdds: runner.multiplyAdds - before, ...counts }
  })
}

/** Covered copies of a digit for the batched path, 128 at a time. */
async function countMasks(): Promise<MapCounts> {
  const image = subjects.digits.images(1, [28, 28, 1])
  const windows = grid([28, 28, 1], 4, 1)
  return whileCounting(async (counter) => {
    const masks = await createMaskKernel({ variant: 'simd' })
    const baseline = new Float32Array(784)
    const copies = () => {
      for (let from = 0; from < 625; from += 128) {
        masks.cover(image, baseline, windows, from, Math.min(625, from + 128), [28, 28, 1])
      }
    }
    copies()
    return counter.count(copies)
  })
}

const maps: Readonly<Record<string, () => Promise<MapCounts>>> = {
  digits: () => countMap(subjects.digits, 1),
  'digits, windows of 7': () => countMap({ ...subjects.digits, window: 7 }, 1),
  'colour-32': () => countMap(subjects['colour-32'], 2),
  'colour-64, few windows': () => countMap(subjects['colour-64'], 28),
  'covered copies of a digit': countMasks,
}

describe('the work of one map does not grow', () => {
  it.each(Object.keys(maps))('%s', async (name) => {
    const counts = await maps[name]!()
    if (recording) {
      recorded[name] = counts
      writeFileSync(RECORD, `${JSON.stringify(recorded, null, 2)}\n`)
      return
    }
    const known = recorded[name]
    expect(known, `${name} is not recorded yet; ${HOW}`).toBeDefined()
    for (const key of Object.keys(counts) as (keyof MapCounts)[]) {
      const [now, before] = [counts[key]!, known![key] ?? 0]
      const message = `${name}: ${key} rose from ${before} to ${now}. Do less, or, if it is worth it, ${HOW}`
      expect(now, message).toBeLessThanOrEqual(before)
    }
  })

  it('and is the same every time', async () => {
    expect(await countMap(subjects.digits, 1)).toEqual(await countMap(subjects.digits, 1))
  })
})

const HOW = 'UMBRA_RECORD=1 npx vitest run test/work-counts.test.ts (in packages/occlusion-wasm) records it'
