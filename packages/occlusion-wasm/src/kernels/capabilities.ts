/** What this machine's WebAssembly can run. */
export interface Capabilities {
  /** 128-bit vectors. */
  readonly simd: boolean
  /** Vector instructions, fused multiply-add among them, whose last bit depends on the machine. */
  readonly relaxedSimd: boolean
  /** Memory shared between threads. A page has it only when it is cross-origin isolated. */
  readonly sharedMemory: boolean
}

/** Finds out by offering the engine the smallest module that uses each feature. */
export function capabilities(): Capabilities {
  return {
    simd: WebAssembly.validate(vectorModule(zeroVector)),
    relaxedSimd: WebAssembly.validate(vectorModule([...zeroVector, ...zeroVector, ...relaxedSwizzle])),
    sharedMemory: typeof SharedArrayBuffer !== 'undefined' && WebAssembly.validate(module(5, [1, 3, 1, 1])),
  }
}

/** `i32.const 0`, `i8x16.splat`. */
const zeroVector = [0x41, 0, 0xfd, 0x0f]

/** `i8x16.relaxed_swizzle`, whose opcode, 0x100, takes two bytes. */
const relaxedSwizzle = [0xfd, 0x80, 0x02]

/** A module holding one function of the given instructions, which returns a v128. */
function vectorModule(instructions: readonly number[]): Uint8Array<ArrayBuffer> {
  const code = [0, ...instructions, 0x0b]
  return module(1, [1, 0x60, 0, 1, 0x7b], 3, [1, 0], 10, [1, code.length, ...code])
}

/** A module of sections, given as id and content in turn: WebAssembly Core Specification, section 5.5. */
function module(...sections: readonly (number | readonly number[])[]): Uint8Array<ArrayBuffer> {
  const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]
  return Uint8Array.from([
    ...header,
    ...sections.flatMap((part) => (typeof part === 'number' ? part : [part.length, ...part])),
  ])
}
