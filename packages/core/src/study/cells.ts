import { sha256 } from '../dataset/sha256.js'

/**
 * Keeps finished pieces of long work, here called cells, by the hash of everything they were computed from, so that what is
 * found under a key is always right. An interrupted run goes on from what its store holds.
 */
export interface CellStore {
  read(key: string): Promise<Uint8Array | undefined>
  write(key: string, bytes: Uint8Array): Promise<void>
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
  if (kept && (await isWhole(kept, bytes.length))) {
    bytes.set(kept.subarray(0, bytes.length))
    return values
  }
  await compute(values)
  await store.write(key, await sealed(bytes))
  return values
}

/** Bytes of the seal, a SHA-256. */
const SEAL = 32

/** The values, little-endian, and their SHA-256: a cell torn by a crash is told from a whole one. */
async function sealed(bytes: Uint8Array): Promise<Uint8Array> {
  const cell = new Uint8Array(bytes.length + SEAL)
  cell.set(bytes)
  cell.set(seal(await sha256(bytes)), bytes.length)
  return cell
}

async function isWhole(cell: Uint8Array, length: number): Promise<boolean> {
  if (cell.length !== length + SEAL) return false
  const expected = seal(await sha256(cell.subarray(0, length)))
  return expected.every((byte, i) => byte === cell[length + i])
}

/** The bytes of a hexadecimal hash. */
function seal(hex: string): Uint8Array {
  return Uint8Array.from({ length: SEAL }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16))
}
