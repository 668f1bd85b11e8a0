import { plainHead } from '@umbra/occlusion-wasm'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { outputReader } from '../../network/output-reader.js'
import { resolveBaseline } from '../baseline.js'
import { targetResolver } from '../target.js'
import { dropSpreader } from './map.js'
import { windowGrid } from './windows.js'

const grid = (shape: [number, number, number], window: number[], stride: number[]) =>
  windowGrid(shape, { window: window as [number, number], stride: stride as [number, number] })

describe('windowGrid', () => {
  it('lays 625 windows of 4×4 on a 28×28 image', () => {
    const { windows, positions } = grid([28, 28, 1], [4, 4], [1, 1])
    expect(positions).toEqual([25, 25, 1])
    expect(windows.length / 6).toBe(625)
  })

  it('clips the last window at the edge and never shifts it back', () => {
    const { windows, positions } = grid([5, 4, 1], [3, 4], [2, 2])
    expect(positions).toEqual([2, 1, 1])
    expect([...windows]).toEqual([0, 0, 0, 3, 4, 1, 2, 0, 0, 5, 4, 1])
    expect([...grid([6, 1, 1], [4, 1], [3, 1]).windows]).toEqual([0, 0, 0, 4, 1, 1, 3, 0, 0, 6, 1, 1])
  })

  it('steps over channels by its own depth', () => {
    const { windows, channelWise } = grid([2, 2, 3], [2, 2, 2], [1, 1])
    expect(channelWise).toBe(true)
    expect([...windows]).toEqual([0, 0, 0, 2, 2, 2, 0, 0, 2, 2, 2, 3])
  })

  it('has ceil((D − W)/S) + 1 positions and covers every pixel', () => {
    const size = fc.integer({ min: 1, max: 12 })
    fc.assert(
      fc.property(size, size, fc.nat(), fc.nat(), fc.nat(), fc.nat(), (height, width, a, b, c, d) => {
        const window = [1 + (a % height), 1 + (b % width)] as const
        const stride = [1 + (c % window[0]), 1 + (d % window[1])] as const
        const { windows, positions } = grid([height, width, 1], [...window], [...stride])
        expect(positions[0]).toBe(Math.ceil((height - window[0]) / stride[0]) + 1)
        const covered = new Set<number>()
        for (let w = 0; w < windows.length; w += 6)
          for (let y = windows[w]!; y < windows[w + 3]!; y++)
            for (let x = windows[w + 1]!; x < windows[w + 4]!; x++) covered.add(y * width + x)
        expect(covered.size).toBe(height * width)
      }),
    )
  })

  it.each([
    ['WINDOW_EXCEEDS_IMAGE', [5, 2], [1, 1]],
    ['WINDOW_EXCEEDS_IMAGE', [2, 2, 2], [1, 1]],
    ['STRIDE_EXCEEDS_WINDOW', [2, 2], [3, 1]],
    ['WINDOW_SIZE', [0, 2], [1, 1]],
    ['WINDOW_SIZE', [1.5, 2], [1, 1]],
    ['STRIDE_SIZE', [2, 2], [1, 0]],
    ['STRIDE_SIZE', [2, 2], [Number.NaN, 1]],
  ])('refuses with %s', (code, window, stride) => {
    expect(() => grid([4, 4, 1], window, stride)).toThrow(expect.objectContaining({ code }))
  })

  it('allows any stride where the window spans the axis', () => {
    expect(grid([4, 4, 1], [4, 2], [9, 2]).positions).toEqual([1, 2, 1])
  })
})

describe('dropSpreader', () => {
  it('means the drops of the windows that contain a pixel, by hand on a 3×3 image', () => {
    const windows = grid([3, 3, 1], [2, 2], [1, 1])
    const map = new Float32Array(9)
    dropSpreader(windows, [3, 3, 1])(Float64Array.of(1, 2, 3, 4), map)
    expect([...map]).toEqual([1, 1.5, 2, 2, 2.5, 3, 3, 3.5, 4])
  })

  it('counts a clipped window once like any other', () => {
    const windows = grid([3, 1, 1], [2, 1], [2, 1])
    const map = new Float32Array(3)
    dropSpreader(windows, [3, 1, 1])(Float64Array.of(6, 10), map)
    expect([...map]).toEqual([6, 6, 10])
  })

  it('keeps the channel axis for channel-wise windows', () => {
    const windows = grid([1, 1, 3], [1, 1, 2], [1, 1])
    const map = new Float32Array(3)
    dropSpreader(windows, [1, 1, 3])(Float64Array.of(5, 7), map)
    expect([...map]).toEqual([5, 5, 7])
  })
})

describe('targetResolver', () => {
  const base = Float32Array.of(0, 2, 1, 5, 4, 3)
  const two = { shape: [2, 1, 1, 1] as const }
  const three = outputReader(plainHead(3), 3)

  it('takes a class, classes, labels or the prediction', () => {
    expect([...targetResolver(1, two, three)(base, 0, 2)]).toEqual([1, 1])
    expect([...targetResolver([2, 0], two, three)(base, 1, 1)]).toEqual([0])
    expect([...targetResolver('label', { ...two, labels: [0, 2] }, three)(base, 0, 2)]).toEqual([0, 2])
    expect([...targetResolver('predicted', two, three)(base, 0, 2)]).toEqual([1, 0])
  })

  it('takes the two classes of a binary classifier of one output', () => {
    const binary = outputReader(plainHead(1), 1)
    expect([...targetResolver('predicted', two, binary)(Float32Array.of(0.1, -0.1), 0, 2)]).toEqual([1, 0])
    expect([...targetResolver('label', { ...two, labels: [0, 1] }, binary)(base, 0, 2)]).toEqual([0, 1])
    expect(() => targetResolver(2, two, binary)).toThrow('the model has classes 0 … 1')
  })

  it.each([
    ['TARGET_CLASS', 3],
    ['TARGET_CLASS', [0, 3]],
    ['TARGET_COUNT', [0]],
    ['TARGET_LABELS', 'label'],
  ] as const)('refuses with %s', (code, target) => {
    expect(() => targetResolver(target as 'label', two, three)).toThrow(expect.objectContaining({ code }))
  })
})

describe('resolveBaseline', () => {
  const images = { data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), shape: [2, 1, 2, 2] } as const

  it('fills numbers, channels, images and means', () => {
    expect([...resolveBaseline(0.5, images).fill(0, 1, 0)]).toEqual([0.5, 0.5, 0.5, 0.5])
    expect([...resolveBaseline([1, 2], images).fill(1, 1, 0)]).toEqual([1, 2, 1, 2])
    const one = { data: Float32Array.of(9, 8, 7, 6), shape: [1, 2, 2] }
    expect([...resolveBaseline(one, images).fill(0, 2, 0)]).toEqual([9, 8, 7, 6, 9, 8, 7, 6])
    const own = { data: Float32Array.of(1, 1, 1, 1, 2, 2, 2, 2), shape: [2, 1, 2, 2] }
    expect([...resolveBaseline(own, images).fill(1, 1, 0)]).toEqual([2, 2, 2, 2])
    expect([...resolveBaseline('mean', images).fill(0, 1, 0)]).toEqual([4, 5, 4, 5])
  })

  it('draws the same noise for every image and another for every draw', () => {
    const noise = resolveBaseline({ kind: 'noise', draws: 3, seed: 1, mean: 0.5, sd: 0.2 }, images)
    expect(noise.draws).toBe(3)
    const [first, second] = [noise.fill(0, 2, 0), noise.fill(0, 2, 1)]
    expect([...first.subarray(0, 4)]).toEqual([...first.subarray(4)])
    expect([...first]).not.toEqual([...second])
    expect(noise.fill(1, 1, 0)).toEqual(first.subarray(4))
  })

  it.each([
    ['BASELINE_CHANNELS', [1, 2, 3]],
    ['BASELINE_SHAPE', { data: new Float32Array(4), shape: [2, 1, 2] }],
    ['BASELINE_NOT_FINITE', [Number.NaN, 1]],
  ])('refuses with %s', (code, baseline) => {
    expect(() => resolveBaseline(baseline as number[], images)).toThrow(expect.objectContaining({ code }))
  })
})
