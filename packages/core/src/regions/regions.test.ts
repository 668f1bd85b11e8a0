import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bands, gridRegions, maskRegion, regionsOf, regionsSchema, sensitivity } from './index.js'

describe('bands', () => {
  it('cuts MNIST at rows 9 and 19', () => {
    expect(bands(28, 28).map(({ name, rows }) => [name, ...rows])).toEqual([
      ['top', 0, 9],
      ['middle', 9, 19],
      ['bottom', 19, 28],
    ])
  })

  it('covers every pixel exactly once, whatever the number', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(),
        (height, width, k) => {
          const all = bands(height, width, 1 + (k % height)).flatMap(({ pixels }) => [...pixels])
          expect(all).toEqual(Array.from({ length: height * width }, (_, p) => p))
        },
      ),
    )
  })

  it('are three unless told, and of fewer rows a row each', () => {
    const named = (height: number) => bands(height, 40).map(({ name, rows }) => [name, ...rows])
    expect(named(1)).toEqual([['band 1', 0, 1]])
    expect(named(2)).toEqual([
      ['top', 0, 1],
      ['bottom', 1, 2],
    ])
    expect(named(3)).toHaveLength(3)
  })

  it('refuses more bands than rows', () => {
    expect(() => bands(4, 4, 5)).toThrow(expect.objectContaining({ code: 'BANDS' }))
  })
})

it('a grid covers every pixel exactly once', () => {
  const all = gridRegions(7, 5, 3, 2).flatMap(({ pixels }) => [...pixels])
  expect(all.sort((a, b) => a - b)).toEqual(Array.from({ length: 35 }, (_, p) => p))
})

describe('sensitivity', () => {
  const map = [1, -2, 3, 5]
  const image = [0, 0, 0.5, 1.5]
  const regions = [maskRegion('first', [1, 1, 0, 0]), maskRegion('last', [0, 0, 1, 1])]

  it('is the signed mean of the map over the region', () => {
    expect([...sensitivity(map, image, regions)]).toEqual([-0.5, 4])
  })

  it('adjusted for ink is map over ink, undefined without ink', () => {
    expect([...sensitivity(map, image, regions, 'ink')]).toEqual([Number.NaN, 4])
  })

  it('weighted by pixels, regions add up to the whole map', () => {
    const whole = sensitivity(map, image, [maskRegion('all', [1, 1, 1, 1])])[0]!
    const parts = sensitivity(map, image, regions)
    expect((2 * parts[0]! + 2 * parts[1]!) / 4).toBeCloseTo(whole, 14)
  })
})

describe('regionsOf', () => {
  it.each([
    ['REGIONS_FEW', [1, 1] as [number, number]],
    ['GRID', [9, 1] as [number, number]],
    ['BANDS', 9],
    ['MASK_SIZE', { a: ['..', '##'], b: ['##', '.'] }],
    ['MASK_SIZE', { a: ['##'], b: ['##', '..'] }],
    ['MASK_EMPTY', { a: ['..', '00'], b: ['##', '..'] }],
    ['REGIONS_FEW', { a: ['#.', '..'] }],
  ])('refuses with %s', (code, choice) => {
    expect(() => regionsOf(choice, 2, 2)).toThrow(expect.objectContaining({ code }))
  })

  it('takes no name that could not be that of a file, or that means something else', () => {
    for (const name of ['', '../a', 'whole map', 'a/b']) {
      expect(regionsSchema.safeParse({ [name]: ['#'], b: ['#'] }).success, name).toBe(false)
    }
  })
})
