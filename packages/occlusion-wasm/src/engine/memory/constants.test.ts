import { describe, expect, it } from 'vitest'
import { Arena } from './arena.js'
import { Constants } from './constants.js'

describe('constants', () => {
  it('are written over zeros, and are where the address says', () => {
    const arena = new Arena(new WebAssembly.Memory({ initial: 1 }))
    const constants = new Constants(arena)
    const address = constants.place(5, (to) => to.set([1, 2], 1))
    expect([...arena.floats(address, 5)]).toEqual([0, 1, 2, 0, 0])
    expect([...arena.floats(constants.placeChannels(Float32Array.of(3)), 4)]).toEqual([3, 0, 0, 0])
  })

  it('lie over zeros, whatever kernels have laid down in the first page', () => {
    const memory = new WebAssembly.Memory({ initial: 1 })
    new Uint8Array(memory.buffer).fill(7)
    const constants = new Constants(new Arena(memory))
    constants.place(5000, (to) => expect(to.every((value) => value === 0)).toBe(true))
  })

  it('of another runner are found again without being written', () => {
    const arena = new Arena(new WebAssembly.Memory({ initial: 1 }))
    const first = new Constants(arena)
    const addresses = [first.place(3, (to) => to.fill(1)), first.place(9, (to) => to.fill(2))]
    const top = arena.mark
    const second = new Constants(arena, first.placed)
    const never = () => expect.unreachable('a constant was written twice')
    expect([second.place(3, never), second.place(9, never)]).toEqual(addresses)
    expect(arena.mark).toEqual(top)
  })

  it.each([4, 9])('%d floats where others were written are a fault', (count) => {
    const arena = new Arena(new WebAssembly.Memory({ initial: 1 }))
    const first = new Constants(arena)
    first.place(3, () => {})
    const second = new Constants(arena, first.placed)
    expect(() => second.place(count, () => {})).toThrow(`constant 0: expected 3 floats, got ${count}`)
    second.place(3, () => {})
    expect(() => second.place(3, () => {})).toThrow('constant 1: expected no floats, got 3')
  })
})
