const ARRAYS = [
  'Float32Array',
  'Float64Array',
  'Int32Array',
  'Uint32Array',
  'Uint8Array',
  'Uint16Array',
] as const

/**
 * Does work during which typed arrays may take so many bytes in all; the one that would take more is not made. What a file claims
 * must not decide how much is reserved, and memory, unlike time, is the same on every machine.
 *
 * @throws RangeError from within the work
 */
export async function withinBytes<T>(most: number, work: () => T | Promise<T>): Promise<T> {
  let taken = 0
  const globals = globalThis as unknown as Record<string, unknown>
  const originals = ARRAYS.map((name) => globals[name])
  for (const name of ARRAYS) {
    const original = globals[name] as { BYTES_PER_ELEMENT: number } & (new (...args: unknown[]) => object)
    const watched: unknown = new Proxy(original, {
      construct(target, args: unknown[], newTarget) {
        const [first] = args
        const length =
          typeof first === 'number' ? first : ((first as { length?: number } | undefined)?.length ?? 0)
        if (!(first instanceof ArrayBuffer)) taken += length * original.BYTES_PER_ELEMENT
        if (!(taken <= most)) throw new RangeError(`arrays of more than ${most} bytes`)
        return Reflect.construct(target, args, newTarget === watched ? target : newTarget)
      },
    })
    globals[name] = watched
  }
  try {
    return await work()
  } finally {
    for (const [i, name] of ARRAYS.entries()) globals[name] = originals[i]
  }
}
