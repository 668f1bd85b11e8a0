/** What a piece of work did, as far as it can be counted without a clock. */
export interface WorkCounts {
  /** Calls from JavaScript into WebAssembly. */
  readonly kernelCalls: number
  /** Bytes that typed arrays' `set` and `slice` moved into or out of WebAssembly memory. */
  readonly bytesCopied: number
  /** Typed arrays made, views of memory included. */
  readonly arraysMade: number
  /** Bytes of those that have memory of their own. */
  readonly bytesAllocated: number
}

/** Counts what happens in work on modules that were instantiated within `within`. */
export interface WorkCounter {
  count(work: () => void): WorkCounts
}

const ARRAYS = ['Float32Array', 'Float64Array', 'Int32Array', 'Uint32Array', 'Uint8Array'] as const
type Counts = { -readonly [Key in keyof WorkCounts]: WorkCounts[Key] }

/**
 * Lets code run while WebAssembly instances and typed arrays are watched, by stand-ins for the globals that make them. The code
 * itself need not know, and no counter slows it down anywhere else.
 */
export async function whileCounting<T>(within: (counter: WorkCounter) => Promise<T>): Promise<T> {
  const counts: Counts = { kernelCalls: 0, bytesCopied: 0, arraysMade: 0, bytesAllocated: 0 }
  const memories = new Set<WebAssembly.Memory>()
  const isShared = (buffer: unknown) => [...memories].some((memory) => memory.buffer === buffer)
  const restore = [watchInstances(counts, memories), watchArrays(counts), watchCopies(counts, isShared)]
  try {
    return await within({
      count(work) {
        const before = { ...counts }
        work()
        const keys = Object.keys(counts) as (keyof Counts)[]
        return Object.fromEntries(
          keys.map((key) => [key, counts[key] - before[key]]),
        ) as unknown as WorkCounts
      },
    })
  } finally {
    for (const undo of restore) undo()
  }
}

function watchInstances(counts: Counts, memories: Set<WebAssembly.Memory>): () => void {
  const { Instance } = WebAssembly
  WebAssembly.Instance = new Proxy(Instance, {
    construct(target, [module, imports]: [WebAssembly.Module, { env: { memory: WebAssembly.Memory } }]) {
      memories.add(imports.env.memory)
      const { exports } = new target(module, imports as unknown as WebAssembly.Imports)
      const watched = Object.entries(exports).map(([name, kernel]) => [
        name,
        (...args: unknown[]) => {
          counts.kernelCalls++
          return (kernel as (...args: unknown[]) => unknown)(...args)
        },
      ])
      return { exports: Object.fromEntries(watched) }
    },
  })
  return () => {
    WebAssembly.Instance = Instance
  }
}

function watchArrays(counts: Counts): () => void {
  const undo = ARRAYS.map((name) => {
    const original = globalThis[name]
    Object.assign(globalThis, {
      [name]: new Proxy(original, {
        construct(target, args, newTarget) {
          const made = Reflect.construct(target, args, newTarget) as Float32Array
          counts.arraysMade++
          if (!(args[0] instanceof ArrayBuffer)) counts.bytesAllocated += made.byteLength
          return made
        },
      }),
    })
    return () => Object.assign(globalThis, { [name]: original })
  })
  return () => {
    for (const each of undo) each()
  }
}

/** Methods live on what all typed arrays inherit from, and slices do not pass through the constructors' stand-ins. */
function watchCopies(counts: Counts, isShared: (buffer: unknown) => boolean): () => void {
  const prototype = Object.getPrototypeOf(Float32Array.prototype) as Float32Array
  const { set, slice, subarray } = prototype
  prototype.set = function (this: Float32Array, source: ArrayLike<number>, offset?: number) {
    const from = (source as Partial<Float32Array>).buffer
    if (isShared(this.buffer) !== isShared(from)) counts.bytesCopied += source.length * this.BYTES_PER_ELEMENT
    set.call(this, source, offset)
  }
  prototype.slice = function (this: Float32Array, ...range) {
    const copy = slice.apply(this, range)
    counts.arraysMade++
    counts.bytesAllocated += copy.byteLength
    if (isShared(this.buffer)) counts.bytesCopied += copy.byteLength
    return copy
  } as typeof slice
  prototype.subarray = function (this: Float32Array, ...range) {
    counts.arraysMade++
    return subarray.apply(this, range)
  } as typeof subarray
  return () => Object.assign(prototype, { set, slice, subarray })
}
