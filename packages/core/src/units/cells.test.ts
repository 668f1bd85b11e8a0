import { describe, expect, it } from 'vitest'
import { InputError } from '../errors.js'
import { type CellStore, keptOrComputed } from './cells.js'
import { SetAside, settingAside, UnitsSetAside } from './set-aside.js'
import { type Unit, unitKey } from './unit.js'

const unit = (first: number): Unit => ({
  unit: 'maps',
  version: '0',
  engine: ['incremental', 'simd'],
  model: 'a'.repeat(64),
  outputs: 'softmax',
  data: { images: 'images', labels: 'labels' },
  indices: [first, first + 1],
  targets: [0, 1],
})

function store(): CellStore & { readonly kept: Map<string, Uint8Array> } {
  const kept = new Map<string, Uint8Array>()
  return {
    kept,
    read: async (key) => kept.get(key),
    write: async (key, bytes) => void kept.set(key, bytes.slice()),
  }
}

/** Fails so many times, and counts. */
function failing(times: number, error: Error) {
  const calls = { count: 0 }
  const compute = async () => {
    if (++calls.count <= times) throw error
    return [3, 4]
  }
  return { calls, compute }
}

describe('a unit', () => {
  it('is another by any of what it depends on, and the same by nothing else', async () => {
    const keys = await Promise.all(
      [unit(0), unit(1), { ...unit(0), model: 'b' }, { ...unit(0), version: '1' }].map(unitKey),
    )
    expect(new Set(keys).size).toBe(4)
    expect(await unitKey(unit(0))).toBe(keys[0])
  })

  it('that fails twice is computed at the third attempt, and kept', async () => {
    const { calls, compute } = failing(2, new Error('a thread died'))
    const cells = store()
    const values = await keptOrComputed({ cells }, unit(0), new Float32Array(2), compute)
    expect([values, calls.count, cells.kept.size]).toEqual([Float32Array.of(3, 4), 3, 1])
    const again = await keptOrComputed({ cells }, unit(0), new Float32Array(2), compute)
    expect(again).toEqual(Float32Array.of(3, 4))
    expect(calls.count).toBe(3)
  })

  it('that fails three times is set aside and named, the rest is kept, and there is no result', async () => {
    const aside = new SetAside()
    const cells = store()
    const poisoned = failing(Infinity, new Error('unreachable'))
    for (const [first, { compute }] of [
      failing(0, new Error()),
      poisoned,
      failing(0, new Error()),
    ].entries()) {
      await keptOrComputed({ cells, aside }, unit(first), new Float32Array(2), compute)
    }
    expect([poisoned.calls.count, cells.kept.size]).toEqual([3, 2])
    expect(() => aside.requireNone()).toThrow(UnitsSetAside)
    expect(() => aside.requireNone()).toThrow(
      'UNITS_SET_ASIDE: maps of 2 images from 1 on, model aaaaaaaa failed three times (unreachable); the rest is finished',
    )
  })

  it('that fails again once the rest is kept is named as before, by the name it is given', async () => {
    const cells = store()
    await keptOrComputed({ cells }, unit(0), new Float32Array(2), failing(0, new Error()).compute)
    const { calls, compute } = failing(Infinity, new Error('unreachable'))
    const nameOf = ({ indices }: Unit) => `picture ${indices[0]}.png`
    const again = settingAside(async (aside) => {
      const keeping = { cells, aside, nameOf }
      for (const first of [0, 1, 1]) {
        const values = new Float32Array(2).fill(7)
        const found = await keptOrComputed(keeping, unit(first), values, compute)
        expect([found, ...values]).toEqual(first === 0 ? [values, 3, 4] : [undefined, 7, 7])
      }
    })
    await expect(again).rejects.toThrow(
      'UNITS_SET_ASIDE: picture 1.png failed three times (unreachable); the rest is finished',
    )
    expect(calls.count).toBe(3)
  })

  it('fails as itself where nothing succeeds, where the input is wrong, and where the work was stopped', async () => {
    const aside = new SetAside()
    await keptOrComputed({ aside }, unit(0), new Float32Array(2), failing(9, new Error('no memory')).compute)
    expect(() => aside.requireNone()).toThrow(/^no memory$/)
    const wrong = failing(9, new InputError('SCORES_NOT_FINITE', 'image 3'))
    await expect(keptOrComputed({ aside }, unit(1), new Float32Array(2), wrong.compute)).rejects.toThrow(
      'image 3',
    )
    const stopped = failing(9, new Error('stopped'))
    const keeping = { aside, signal: AbortSignal.abort() }
    await expect(keptOrComputed(keeping, unit(2), new Float32Array(2), stopped.compute)).rejects.toThrow(
      'stopped',
    )
    expect([wrong.calls.count, stopped.calls.count]).toEqual([1, 1])
  })
})
