type Numbers = Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array

/** Arrays one behind the other. @param make - of which kind they become one */
export function concatenated<A extends Numbers>(
  make: new (length: number) => A,
  arrays: readonly ArrayLike<number>[],
): A {
  const all = new make(arrays.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const array of arrays) {
    all.set(array, at)
    at += array.length
  }
  return all
}
