/**
 * A copy in memory of its own. An array whose buffer was transferred to another thread has no values; neither has its copy.
 */
export function ownArray<T extends Float32Array | Int32Array | Uint8Array>(array: T): T {
  // Detached, it does not let itself be sliced.
  return (array.length === 0 ? new (array.constructor as new (n: number) => T)(0) : array.slice()) as T
}
