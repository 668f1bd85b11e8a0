import { sha256 } from './dataset/sha256.js'

/** Bytes of a seal, a SHA-256. */
export const SEAL = 32

/**
 * Bytes, and behind them the SHA-256 of what they are and of themselves: whatever is torn, changed or exchanged afterwards
 * is told from what was written.
 *
 * @param what - what the bytes are, so that others of the same kind do not pass for them
 */
export async function sealed(bytes: Uint8Array, what: string): Promise<Uint8Array> {
  const all = new Uint8Array(bytes.length + SEAL)
  all.set(bytes)
  all.set(await sealOf(bytes, what), bytes.length)
  return all
}

/** The bytes that were sealed; undefined where any bit is another, or `what` is. */
export async function unsealed(all: Uint8Array, what: string): Promise<Uint8Array | undefined> {
  if (all.length < SEAL) return undefined
  const bytes = all.subarray(0, all.length - SEAL)
  const expected = await sealOf(bytes, what)
  return expected.every((byte, i) => byte === all[bytes.length + i]) ? bytes : undefined
}

async function sealOf(bytes: Uint8Array, what: string): Promise<Uint8Array> {
  const hex = await sha256(new TextEncoder().encode(`${what} ${await sha256(bytes)}`))
  return Uint8Array.from({ length: SEAL }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16))
}

/** What stands in place of a document's seal while that is computed, and what follows it. */
const UNSEALED = '0'.repeat(2 * SEAL)
const END = '"\n}\n'

/** A JSON document whose last field, `seal`, is the SHA-256 of its bytes with zeros in the seal's place. */
export async function sealedJson(document: object): Promise<Uint8Array> {
  const bytes = new TextEncoder().encode(`${JSON.stringify({ ...document, seal: UNSEALED }, null, 2)}\n`)
  bytes.set(new TextEncoder().encode(await sha256(bytes)), placeOfSeal(bytes))
  return bytes
}

/** Whether bytes are, to the last bit, a document that `sealedJson` wrote. */
export async function isSealedJson(bytes: Uint8Array): Promise<boolean> {
  const at = placeOfSeal(bytes)
  if (at < 0) return false
  const seal = new TextDecoder().decode(bytes.subarray(at, at + UNSEALED.length))
  const open = bytes.slice()
  open.set(new TextEncoder().encode(UNSEALED), at)
  return (await sha256(open)) === seal
}

function placeOfSeal(bytes: Uint8Array): number {
  return bytes.length - UNSEALED.length - END.length
}
