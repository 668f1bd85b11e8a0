import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultGrid, withDefaultWindows } from './default-windows.js'
import { windowGrid } from './windows.js'

const side = fc.integer({ min: 1, max: 2000 })
const counted = (shape: [number, number], given: object = {}) => {
  const { window, stride } = withDefaultWindows(given, shape)
  const { positions } = windowGrid([...shape, 1], { window: [...window], stride: [...stride] })
  return positions[0] * positions[1]
}

describe('windows by the image’s size', () => {
  it('are 4 pixels and 1 for 28×28, and wherever those are no more than 1,000', () => {
    expect(withDefaultWindows({}, [28, 28, 1])).toEqual({ window: [4, 4], stride: [1, 1] })
    for (let size = 4; size <= 34; size++) {
      expect(withDefaultWindows({}, [size, size])).toEqual({ window: [4, 4], stride: [1, 1] })
    }
  })

  it.each([
    [28, 4, 1, 625],
    [32, 4, 1, 841],
    [64, 9, 2, 841],
    [96, 14, 3, 841],
    [128, 18, 4, 841],
    [224, 32, 8, 625],
    [299, 43, 10, 729],
    [512, 73, 18, 676],
  ])('of %i×%i: %i, %i apart', (size, window, stride, windows) => {
    expect(withDefaultWindows({}, [size, size])).toEqual({
      window: [window, window],
      stride: [stride, stride],
    })
    expect(counted([size, size])).toBe(windows)
  })

  it('fit every image, and are some 600 to 1,000 once it is large', () => {
    fc.assert(
      fc.property(side, side, (height, width) => {
        const windows = counted([height, width])
        const area = height * width
        // Between strides of 1 and 2 there is a gap: images of some 36 to 60 pixels a side.
        if (Math.min(height, width) >= 60 && Math.max(height, width) <= 20 * Math.min(height, width)) {
          expect(windows).toBeGreaterThan(500)
          expect(windows).toBeLessThan(1200)
        } else expect(windows).toBeLessThanOrEqual(Math.max(1600, area / 100))
      }),
    )
  })

  it('leave what is given, and a stride follows a window given', () => {
    expect(withDefaultWindows({ window: [7, 7], score: 'margin' }, [28, 28])).toEqual({
      window: [7, 7],
      stride: [1, 1],
      score: 'margin',
    })
    expect(withDefaultWindows({ stride: 2 }, [28, 28])).toEqual({ window: [4, 4], stride: 2 })
    expect(withDefaultWindows({ window: 20 }, [224, 224]).stride).toEqual([8, 8])
    expect(withDefaultWindows({ window: 'x' }, [224, 224])).toEqual({ window: 'x', stride: [1, 1] })
    fc.assert(
      fc.property(side, fc.integer({ min: 1, max: 28 }), (_, window) => {
        expect(withDefaultWindows({ window }, [28, 28]).stride).toEqual([1, 1])
      }),
    )
  })

  it('of odd images', () => {
    expect(withDefaultWindows({}, [1, 1])).toEqual({ window: [1, 1], stride: [1, 1] })
    expect(withDefaultWindows({}, [3, 28])).toEqual({ window: [3, 4], stride: [1, 1] })
    expect(withDefaultWindows({}, [1, 10_000])).toEqual({ window: [1, 14], stride: [14, 14] })
  })
})

it('a grid of choices scales with them', () => {
  expect(defaultGrid([28, 28, 1])).toEqual({
    window: [
      [3, 3],
      [4, 4],
      [5, 5],
      [7, 7],
    ],
    stride: [[1, 1]],
    regions: [3, 4, [3, 3]],
  })
  expect(defaultGrid([224, 224, 3])).toEqual({
    window: [
      [24, 24],
      [32, 32],
      [40, 40],
      [56, 56],
    ],
    stride: [[8, 8]],
    regions: [3, 4, [3, 3]],
  })
  expect(defaultGrid([3, 2, 1]).regions).toEqual([3])
  expect(defaultGrid([2, 9, 1]).regions).toEqual([2])
})
