import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  dimsOf,
  isStoredIn,
  liesAlike,
  reshaped,
  storedPlaces,
  transposed,
  type View,
  viewOf,
} from './view.js'

/** The values of a tensor in the order of its axes, read out of storage. */
const read = (view: View, stored: readonly number[]) => [...storedPlaces(view)].map((place) => stored[place]!)

/** Moves values as a transposition says, straight from its definition. */
function moved(values: readonly number[], dims: readonly number[], order: readonly number[]): number[] {
  const steps = dims.map((_, axis) => dims.slice(axis + 1).reduce((product, size) => product * size, 1))
  const sizes = order.map((axis) => dims[axis]!)
  return values.map((_, i) => {
    let [rest, place] = [i, 0]
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      place += (rest % sizes[axis]!) * steps[order[axis]!]!
      rest = Math.floor(rest / sizes[axis]!)
    }
    return values[place]!
  })
}

const order = (length: number) => fc.shuffledSubarray([...Array(length).keys()], { minLength: length })

/** Sizes, and how they may be grouped otherwise: products of neighbours, or factors of one. */
const steps = fc.array(fc.oneof(fc.constant('transpose'), fc.constant('merge'), fc.constant('split')), {
  maxLength: 5,
})

describe('a view', () => {
  it('moves no value in transpositions and reshapings, and says where each is', () => {
    let askew = 0
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 2, maxLength: 4 }),
        steps,
        fc.gen(),
        (dims, list, gen) => {
          const count = dims.reduce((product, size) => product * size, 1)
          const stored = Array.from({ length: count }, (_, i) => i)
          let view = viewOf(dims)
          let values = stored
          for (const step of list) {
            const own = dimsOf(view)
            if (step === 'transpose') {
              const axes = gen(order, own.length)
              values = moved(values, own, axes)
              view = transposed(view, axes)
            } else {
              const at = gen(fc.integer, { min: 0, max: own.length - 1 })
              const size = own[at]!
              const divisor = [2, 3, 1].find((d) => size % d === 0)!
              const wanted =
                step === 'split'
                  ? own.toSpliced(at, 1, divisor, size / divisor)
                  : own.toSpliced(at, 2, size * (own[at + 1] ?? 1))
              const reshapedView = reshaped(view, wanted)
              if (!reshapedView) {
                askew++
                continue
              }
              view = reshapedView
              expect(dimsOf(view)).toEqual(wanted)
            }
            expect(read(view, stored)).toEqual(values)
            expect(liesAlike(view, view)).toBe(true)
            if (isStoredIn(view)) expect(values).toEqual(stored)
          }
        },
      ),
      { numRuns: 300 },
    )
    expect(askew).toBeLessThan(100)
  })

  it('is undefined where a new axis would go through part of an old one askew', () => {
    expect(reshaped(viewOf([4, 3]), [3, 4])).toBeUndefined()
    expect(reshaped(viewOf([4, 3]), [2, 6])).toBeDefined()
  })

  it('tells tensors apart that lie in their values otherwise', () => {
    const map = viewOf([1, 6, 2, 2], [2, 3, 1])
    const shuffled = reshaped(transposed(reshaped(map, [1, 2, 3, 2, 2])!, [0, 2, 1, 3, 4]), [1, 6, 2, 2])!
    expect(liesAlike(map, shuffled)).toBe(false)
    const back = reshaped(transposed(reshaped(shuffled, [1, 3, 2, 2, 2])!, [0, 2, 1, 3, 4]), [1, 6, 2, 2])!
    expect(liesAlike(map, back)).toBe(true)
  })
})
