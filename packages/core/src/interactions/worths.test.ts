import { expect, it } from 'vitest'
import { type CoveredSubject, worthsOf } from './worths.js'

it('are those of every set, the mean over the draws, in however many pieces they are scored', async () => {
  const outputs = 2 ** 20
  const pieces: number[] = []
  /** Scores the set of number s as s, and 100 more by the second draw. */
  const subject = {
    explainer: {
      reader: { outputs },
      score: async (_: unknown, { count, make }: { count: number; make: Make }, { baseline }: Covered) => {
        pieces.push(count)
        return { covered: [Float32Array.from(make(0, count), (set) => set + baseline)] }
      },
    },
    image: { data: new Float32Array(1), shape: [1, 1, 1, 1] },
    baselines: [0, 100],
    target: 0,
    read: (scores: Float32Array, at: number) => scores[at / outputs]!,
  } as unknown as CoveredSubject
  const make: Make = (from, to) => Uint8Array.from({ length: to - from }, (_, i) => from + i)
  const worths = await worthsOf(subject, { count: 10, make }, { nameOf: () => 'an image' })
  expect([...worths]).toEqual([50, 51, 52, 53, 54, 55, 56, 57, 58, 59])
  // Four of 2²⁰ outputs each are as many scores as are held at once.
  expect(pieces).toEqual([4, 4, 4, 4, 2, 2])
})

type Make = (from: number, to: number) => Uint8Array
interface Covered {
  readonly baseline: number
}
