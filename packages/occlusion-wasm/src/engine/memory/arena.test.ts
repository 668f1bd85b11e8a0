import { describe, expect, it } from 'vitest'
import { Arena } from './arena.js'

/** A memory for several arenas, and a registry for each. */
function sharedMemory(arenas: number) {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true })
  const registries = Array.from(
    { length: arenas },
    (_, i) => new Uint32Array(memory.buffer, 1024 + i * 512, 128),
  )
  return { memory, registries }
}

describe('arenas in one memory', () => {
  it('never hand out the same bytes, however they grow', () => {
    const { memory, registries } = sharedMemory(3)
    const arenas = registries.map((registry) => new Arena(memory, registry))
    const taken: { start: number; end: number; value: number }[] = []
    for (let i = 0; i < 300; i++) {
      const arena = arenas[(i * 7) % 3]!
      const count = 1 + ((i * 7919) % 90_000)
      const start = arena.reserveFloats(count)
      expect(start % 16).toBe(0)
      arena.floats(start, count).fill(i + 1)
      taken.push({ start, end: start + count * 4, value: i + 1 })
    }
    for (const { start, end, value } of taken) {
      const floats = arenas[0]!.floats(start, (end - start) / 4)
      expect(floats[0]).toBe(value)
      expect(floats.at(-1)).toBe(value)
    }
    taken.sort((a, b) => a.start - b.start)
    for (let i = 1; i < taken.length; i++) expect(taken[i]!.start).toBeGreaterThanOrEqual(taken[i - 1]!.end)
  })

  it('use again what they had before a mark, and grow no more for it', () => {
    const { memory, registries } = sharedMemory(2)
    const [a, b] = registries.map((registry) => new Arena(memory, registry)) as [Arena, Arena]
    const lasting = a.reserve(1000)
    const mark = a.mark
    const round = () => {
      a.rewind(mark)
      return [3 << 20, 1 << 20, 5 << 20].map((bytes) => {
        const address = a.reserve(bytes)
        b.reserve(100_000)
        return address
      })
    }
    const first = round()
    const held = a.bytes
    expect(round()).toEqual(first)
    expect(a.bytes).toBe(held)
    expect(first.every((address) => address >= lasting + 1000 || address + (1 << 20) <= lasting)).toBe(true)
  })

  it('take over the regions of one that has ended, as zeros', () => {
    const { memory, registries } = sharedMemory(1)
    const before = new Arena(memory, registries[0])
    before.floats(before.reserveFloats(500_000), 500_000).fill(1)
    before.reserve(10 << 20)
    const after = new Arena(memory, registries[0])
    expect(after.bytes).toBe(before.bytes)
    const size = memory.buffer.byteLength
    expect(after.floats(after.reserveFloats(500_000), 500_000).every((value) => value === 0)).toBe(true)
    after.reserve(10 << 20)
    expect(memory.buffer.byteLength).toBe(size)
  })

  it('say how much they take when 4 GiB are full', () => {
    const { memory, registries } = sharedMemory(3)
    const arenas = registries.map((registry) => new Arena(memory, registry)) as [Arena, Arena, Arena]
    arenas[0].reserve(2 ** 31 - 65536)
    arenas[1].reserve(2 ** 31 - 2 ** 20)
    expect(() => arenas[2].reserve(2 ** 20 + 16)).toThrow(
      'ENGINE_MEMORY: the engine takes 1114112 bytes more than the 4 GiB that all threads share, of which 4293918720 bytes are taken',
    )
  })
})
