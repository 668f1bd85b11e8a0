import { describe, expect, it, vi } from 'vitest'
import { capabilities } from './capabilities.js'
import { instantiateKernels, loadKernelModule } from './kernel-module.js'
import { availableVariants, chooseVariant, type KernelVariant } from './variants.js'

/** Pretends to be a machine whose engine rejects modules holding this opcode byte. */
function without(...instruction: readonly number[]) {
  const validate = WebAssembly.validate
  return vi.spyOn(WebAssembly, 'validate').mockImplementation((bytes) => {
    const hex = (values: Iterable<number>) => [...values].join(' ')
    return !` ${hex(bytes as Uint8Array)} `.includes(` ${hex(instruction)} `) && validate(bytes)
  })
}

describe('variants', () => {
  it('always include scalar, and any one asked for is the one chosen', () => {
    expect(availableVariants()).toContain('scalar')
    for (const variant of availableVariants()) expect(chooseVariant(variant)).toBe(variant)
  })

  it('take SIMD by default where the machine has it, never relaxed SIMD', () => {
    expect(chooseVariant()).toBe(capabilities().simd ? 'simd' : 'scalar')
    const spy = without(0xfd)
    expect(capabilities()).toMatchObject({ simd: false, relaxedSimd: false })
    expect(chooseVariant()).toBe('scalar')
    spy.mockRestore()
  })

  it('refuse one the machine lacks, and one nobody has', () => {
    const spy = without(0xfd, 0x80, 0x02)
    expect(() => chooseVariant('relaxed-simd')).toThrow(
      'VARIANT_UNAVAILABLE: variant: expected one this machine runs (scalar, simd), got relaxed-simd',
    )
    spy.mockRestore()
    expect(() => chooseVariant('gpu' as KernelVariant)).toThrow(
      'VARIANT_UNKNOWN: variant: expected scalar, simd, relaxed-simd, got gpu',
    )
  })
})

describe.each(availableVariants())('build %s', (variant) => {
  it('is compiled once, and runs on its own kind of memory', async () => {
    const own = await loadKernelModule(variant)
    expect(await loadKernelModule(variant)).toBe(own)
    const memory = { initial: 1, maximum: 1 }
    expect(instantiateKernels(own, new WebAssembly.Memory(memory))).toHaveProperty('coverWindows')
    if (!capabilities().sharedMemory) return
    const shared = await loadKernelModule(variant, true)
    expect(
      instantiateKernels(shared, new WebAssembly.Memory({ ...memory, maximum: 32768, shared: true })),
    ).toHaveProperty('coverWindows')
  })
})
