import fc from 'fast-check'
import { expect, it } from 'vitest'
import { InputError } from '../errors.js'
import type { CellStore } from './cells.js'
import { fillInTurn, type Standing } from './fill-in-turn.js'
import { settingAside } from './set-aside.js'
import type { Unit } from './unit.js'

const unit = (from: number, images: number): Unit => ({
  ...{ unit: 'maps', version: '0', engine: ['incremental', 'simd'], model: 'a', outputs: 'softmax' },
  data: { images: 'images', labels: 'labels' },
  indices: Array.from({ length: images }, (_, i) => from + i),
  targets: [],
})

/** Units of so many images, one after the other. */
function unitsOf(sizes: readonly number[]): Unit[] {
  let from = 0
  return sizes.map((images) => {
    from += images
    return unit(from - images, images)
  })
}

function store(): CellStore {
  const cells = new Map<string, Uint8Array>()
  return {
    read: async (key) => cells.get(key),
    write: async (key, bytes) => void cells.set(key, bytes.slice()),
  }
}

const valuesOf = ({ indices }: Unit, perImage: number) =>
  indices.flatMap((image) => Array.from({ length: perImage }, (_, k) => 1 + image * perImage + k))

/** All that is told on the way. */
async function through<T>(filling: AsyncIterable<T>): Promise<T[]> {
  const told: T[] = []
  for await (const standing of filling) told.push(standing)
  return told
}

const jobs = fc.record({
  units: fc.array(
    fc.record({ images: fc.integer({ min: 1, max: 5 }), is: fc.constantFrom('kept', 'poisoned', 'sound') }),
    {
      maxLength: 8,
    },
  ),
  perImage: fc.integer({ min: 1, max: 3 }),
  ahead: fc.integer({ min: 0, max: 2 }),
})

it('every unit fills its own part, whatever was kept, what failed and how many are begun at once', async () => {
  await fc.assert(
    fc.asyncProperty(jobs, async ({ units: asked, perImage, ahead }) => {
      const units = unitsOf(asked.map(({ images }) => images))
      const are = (what: string) => units.filter((_, i) => asked[i]!.is === what)
      const sum = (of: readonly Unit[]) => of.reduce((all, { indices }) => all + indices.length, 0)
      const room = (of: readonly Unit[]) => new Float64Array(sum(of) * perImage)
      const [cells, kept, poisoned] = [store(), are('kept'), are('poisoned')]
      await through(fillInTurn(kept, room(kept), { cells }, async (unit) => valuesOf(unit, perImage)))
      const values = room(units)
      const begun: Unit[] = []
      const compute = async (unit: Unit, { done }: Standing) => {
        expect(done).toBe(unit.indices[0])
        begun.push(unit)
        if (poisoned.includes(unit)) throw new Error('unreachable')
        return valuesOf(unit, perImage)
      }
      let told: (Standing & { readonly own: Float64Array })[] = []
      const running = settingAside(async (aside) => {
        told = await through(fillInTurn(units, values, { cells, aside }, compute, ahead))
      })
      if (poisoned.length > 0) await expect(running).rejects.toThrow('unreachable')
      else await running
      const expected = units.map((unit) =>
        valuesOf(unit, perImage).map((value) => (poisoned.includes(unit) ? 0 : value)),
      )
      expect(told.map(({ own }) => [...own])).toEqual(expected)
      expect([...values]).toEqual(expected.flat())
      expect(told.map(({ done }) => done)).toEqual(units.map((_, i) => sum(units.slice(0, i + 1))))
      expect(told.at(-1)?.kept ?? 0).toBe(sum(kept))
      expect(begun).toHaveLength(are('sound').length + 3 * poisoned.length)
    }),
    { numRuns: 40 },
  )
})

it('ends where the input is wrong, and once it is stopped', async () => {
  const stop = new AbortController()
  const goThrough = (end: () => number[]) => {
    const compute = async (unit: Unit, { done }: Standing) => (done === 2 ? end() : valuesOf(unit, 1))
    return through(fillInTurn(unitsOf([2, 1, 3]), new Float64Array(6), { signal: stop.signal }, compute))
  }
  const wrong = goThrough(() => {
    throw new InputError('SCORES_NOT_FINITE', 'image 2')
  })
  await expect(wrong).rejects.toThrow('SCORES_NOT_FINITE: image 2')
  const stopped = goThrough(() => {
    stop.abort(new Error('stopped'))
    return [9]
  })
  await expect(stopped).rejects.toThrow('stopped')
})
