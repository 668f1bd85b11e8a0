import type { Network } from '../network/network.js'
import { weightBytes } from '../network/weight-bytes.js'

/** What is worth asking for, in bytes. */
const LEAST = 1 << 26

/**
 * Has the host collect what nobody needs any more, such as the file that a large network was read from, before as much is taken as
 * its weights are. Hosts do so when arrays take much; of a WebAssembly memory they do not know. An array that nobody touches takes
 * no memory.
 */
export function makeRoom(network: Network): void {
  const bytes = weightBytes(network)
  if (bytes < LEAST) return
  try {
    new ArrayBuffer(bytes)
  } catch {
    // There is no room for that, which tells nothing of the room for what is really taken.
  }
}
