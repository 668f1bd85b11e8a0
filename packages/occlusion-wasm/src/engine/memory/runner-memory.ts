import type { KernelModule } from '../../kernels/kernel-module.js'
import { Arena, type RegionRegistry } from './arena.js'
import { Constants, type PlacedConstants } from './constants.js'

/** The memory a runner lays a network out in: what is its own, and what no runner changes. */
export interface RunnerMemory {
  readonly arena: Arena
  readonly constants: Constants
}

/** A memory for one runner alone. */
export function memoryOfOne({ shared }: KernelModule): RunnerMemory {
  const limits = shared ? { initial: 1, maximum: MOST_PAGES, shared } : { initial: 1 }
  const arena = new Arena(new WebAssembly.Memory(limits))
  return { arena, constants: new Constants(arena) }
}

/** What a thread is told of a memory that it shares with others. It may be sent to it. */
export interface SharedPlace {
  readonly memory: WebAssembly.Memory
  /** What the first runner wrote. */
  readonly constants: PlacedConstants
  /** The thread's own, in shared memory. */
  readonly registry: RegionRegistry
}

/** A thread's part of a memory that has the constants already. */
export function memoryAt({ memory, constants, registry }: SharedPlace): RunnerMemory {
  const arena = new Arena(memory, registry)
  return { arena, constants: new Constants(arena, constants) }
}

/** 4 GiB, where a WebAssembly memory ends. Of what is shared the end has to be said from the start; nothing is taken by that. */
export const MOST_PAGES = 65536
