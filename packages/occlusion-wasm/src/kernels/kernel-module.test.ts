import { expect, it } from 'vitest'
import { loadKernelModule } from './kernel-module.js'
import { availableVariants } from './variants.js'

/** Arenas begin behind the first page: what a build lays down when it is instantiated must end there. */
it.each(availableVariants())(
  'tables of the %s build lie in the first page, and it changes nothing else',
  async (variant) => {
    const { module } = await loadKernelModule(variant)
    const memory = new WebAssembly.Memory({ initial: 2 })
    const bytes = new Uint8Array(memory.buffer).fill(0xa5)
    new WebAssembly.Instance(module, { env: { memory } })
    expect(bytes.subarray(65_536).every((byte) => byte === 0xa5)).toBe(true)
    const laidDown = bytes.slice()
    new WebAssembly.Instance(module, { env: { memory } })
    expect(bytes).toEqual(laidDown)
  },
)
