import { Arena, type RegionRegistry } from '../engine/memory/arena.js'
import { Constants } from '../engine/memory/constants.js'
import { MOST_PAGES, type SharedPlace } from '../engine/memory/runner-memory.js'
import { runnerIn } from '../engine/runner.js'
import { KernelError } from '../kernels/kernel-error.js'
import type { KernelModule } from '../kernels/kernel-module.js'
import type { Network } from '../network/network.js'
import { withWeightsElsewhere } from '../network/weights-elsewhere.js'

/** Regions that are noted of an arena: each time it grows, it grows by more. */
const NOTED_REGIONS = 64
/** Threads that may be there beside a pool's own: those that are not yet known to have ended. */
const SPARE_PLACES = 8

/** A network whose constants lie in one memory for all threads. */
export interface SharedNetwork {
  /** Without the weights. */
  readonly network: Network
  /** One for each thread there may be. The first has what the thread that wrote the constants took for itself. */
  readonly places: readonly SharedPlace[]
}

/**
 * Writes what threads compute with and never change into a memory that they are to share. The network is not needed any more
 * after it. Loaded only where threads share: a page without isolation goes without it.
 *
 * @param tries - how many times so many threads may be started
 * @throws KernelError `ENGINE_MEMORY` if weights and the values of so many threads do not fit into one memory, or the machine does
 *   not give it
 */
export function shareNetwork(
  network: Network,
  kernels: KernelModule,
  threads: number,
  tries: number,
): SharedNetwork {
  const memory = sharedMemory()
  const lasting = new Arena(memory, new Uint32Array(0))
  const registries = Array.from({ length: threads * tries + SPARE_PLACES }, (): RegionRegistry => {
    const address = lasting.reserve(NOTED_REGIONS * 8)
    return new Uint32Array(memory.buffer, address, NOTED_REGIONS * 2)
  })
  const constants = new Constants(lasting)
  const own = new Arena(memory, registries[0])
  runnerIn(network, kernels, { arena: own, constants })
  requireRoom(lasting.bytes, own.bytes, threads)
  const places = registries.map((registry) => ({ memory, constants: constants.placed, registry }))
  return { network: withWeightsElsewhere(network), places }
}

function sharedMemory(): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES, shared: true })
  } catch (cause) {
    throw new KernelError('ENGINE_MEMORY', 'the machine has no room for a memory that threads share', {
      cause,
    })
  }
}

/** @throws KernelError `ENGINE_MEMORY` */
function requireRoom(weights: number, each: number, threads: number): void {
  const most = MOST_PAGES * 65536
  if (weights + threads * each <= most) return
  const fit = Math.floor((most - weights) / each)
  throw new KernelError(
    'ENGINE_MEMORY',
    `the engine takes ${weights} bytes for this network's weights and ${each} for each of ${threads} threads, more than the ` +
      `${most} bytes (4 GiB) they share${fit > 0 ? `: take at most ${fit} threads` : ''}`,
  )
}
