import { sha256 } from '../dataset/sha256.js'
import { sealed, unsealed } from '../seal.js'

/**
 * Keeps finished pieces of long work, here called cells, by the hash of everything they were computed from, so that what is
 * found under a key is always right. An interrupted run goes on from what its store holds.
 */
export interface CellStore {
  read(key: string): Promise<Uint8Array | undefined>
  write(key: string, bytes: Uint8Array): Promise<void>
  /** Told of a cell that is not what was written under its key, and that is computed again. */
  onDamaged?(key: string): void
}

type CellArray = Float32Array | Float64Array

/** The key of a cell: SHA-256 of what it depends on, in hexadecimal. */
export function cellKey(dependsOn: object): Promise<string> {
  return sha256(new TextEncoder().encode(JSON.stringify(dependsOn)))
}

/**
 * The values kept for a piece of work or, where none are, those that `compute` gives, which are kept from then on.
 *
 * @param values - the array to fill, of the length the work has
 * @param compute - fills the array
 */
export async function keptOrComputed<A extends CellArray>(
  store: CellStore | undefined,
  dependsOn: object,
  values: A,
  compute: (values: A) => Promise<void>,
): Promise<A> {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  if (!store) {
    await compute(values)
    return values
  }
  const key = await cellKey(dependsOn)
  const kept = await store.read(key)
  const whole = kept && (await unsealed(kept, key))
  if (whole?.length === bytes.length) {
    bytes.set(whole)
    return values
  }
  if (kept) store.onDamaged?.(key)
  await compute(values)
  await store.write(key, await sealed(bytes, key))
  return values
}
