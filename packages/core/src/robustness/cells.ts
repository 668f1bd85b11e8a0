import { sha256 } from '../dataset/sha256.js'

/**
 * Keeps finished scoring passes by the hash of everything they were computed from, so that what is found under a key is
 * always right. A store that fails to keep something costs time, not truth.
 */
export interface CellStore {
  read(key: string): Promise<Uint8Array | undefined>
  write(key: string, bytes: Uint8Array): Promise<void>
}

/** The key of a pass: SHA-256 of what it depends on, in hexadecimal. */
export function cellKey(dependsOn: object): Promise<string> {
  return sha256(new TextEncoder().encode(JSON.stringify(dependsOn)))
}

/** Reads a pass of a known number of values; undefined where it is not kept, or not whole. */
export async function readCell(
  store: CellStore | undefined,
  key: string,
  length: number,
): Promise<Float64Array | undefined> {
  const bytes = await store?.read(key)
  if (bytes?.length !== length * Float64Array.BYTES_PER_ELEMENT) return undefined
  return new Float64Array(bytes.slice().buffer)
}

/** Keeps a pass, float64 little-endian. */
export async function writeCell(
  store: CellStore | undefined,
  key: string,
  values: Float64Array,
): Promise<void> {
  await store?.write(key, new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
}
