import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import measures from '../../../test/fixtures/measures.json' with { type: 'json' }
import { imputeLinearly } from './impute-linearly.js'

interface Case {
  readonly shape: [number, number, number]
  readonly image: number[]
  readonly covered: number[]
  readonly imputed: number[]
}

const cases: Case[] = JSON.parse(
  readFileSync(new URL('../../../test/fixtures/road.json', import.meta.url), 'utf8'),
)

describe('linear in-painting of sets', () => {
  it.each(cases)('$shape is what a dense solver gives', ({ shape, image, covered, imputed }) => {
    const got = imputeLinearly(Float32Array.from(image), Uint8Array.from(covered), shape)
    for (const [i, value] of imputed.entries()) expect(Math.abs(got[i]! - value)).toBeLessThan(1e-7)
  })

  it.each(measures.imputed as unknown as Case[])(
    '$shape is pytorch-grad-cam’s',
    ({ shape, image, covered, imputed }) => {
      const got = imputeLinearly(Float32Array.from(image), Uint8Array.from(covered), shape)
      for (const [i, value] of imputed.entries()) expect(Math.abs(got[i]! - value)).toBeLessThan(1e-6)
    },
  )

  it('continues a ramp to itself', () => {
    const ramp = Float32Array.from({ length: 64 }, (_, i) => (i % 8) / 8)
    const covered = Uint8Array.from({ length: 64 }, (_, i) =>
      i % 8 > 1 && i % 8 < 6 && i > 15 && i < 48 ? 1 : 0,
    )
    const got = imputeLinearly(ramp, covered, [8, 8, 1])
    for (const [i, value] of ramp.entries()) expect(got[i]).toBeCloseTo(value, 6)
  })

  it('leaves an image alone of which nothing or everything is covered', () => {
    const image = Float32Array.of(1, 2, 3, 4)
    for (const pixel of [0, 1]) {
      expect(imputeLinearly(image, new Uint8Array(4).fill(pixel), [2, 2, 1])).toEqual(image)
    }
  })
})
