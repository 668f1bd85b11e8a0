import { expect, it } from 'vitest'
import { windowSizes } from './uncertainty-options.js'

const choices = { engine: 'auto', threads: 1 } as const

it.each([
  [4, [28, 28], [2, 4, 8]],
  [
    [3, 5],
    [28, 28],
    [2, 3, 6],
  ],
  // No square is larger than the image, whatever the window.
  [
    [5, 3],
    [5, 3],
    [2, 3],
  ],
  [
    [16, 4],
    [40, 20],
    [8, 16, 20],
  ],
])('windows about %j in an image of %j have sides of %j', (window, image, sizes) => {
  expect(windowSizes({ ...choices, uncertainty: ['windows'] }, window, image)).toEqual(sizes)
})

it('are those named, and none where none are asked for', () => {
  expect(windowSizes({ ...choices, multiScale: [9, 2] }, 4, [28, 28])).toEqual([9, 2])
  expect(windowSizes({ ...choices, uncertainty: ['sensitivity'] }, 4, [28, 28])).toBeUndefined()
})
