import {
  createOcclusionPool,
  type EnginePlan,
  KernelError,
  type KernelVariant,
  type Network,
  type Strategy,
} from '@umbra/occlusion-wasm'
import { InputError } from '../errors.js'
import { letGoOfKernels } from '../formats/let-go.js'
import type { OcclusionEngine } from './engine.js'

export interface IncrementalEngineOptions {
  /** Threads; `auto` is one per core, up to 8. 1 runs on the calling thread. */
  readonly threads: number | 'auto'
  readonly variant?: KernelVariant | undefined
  /** Whether the network's arrays stay as they are until there is an engine. */
  readonly lent?: boolean | undefined
  /** Whether its weights may be let go of where threads have them in memory that they share. */
  readonly given?: boolean | undefined
  /** Why the incremental engine was chosen, for the report. */
  readonly reason: string
}

/** The incremental engine, which counts what it does. */
export interface IncrementalEngine extends OcclusionEngine {
  /** Multiply-adds done for covered images so far, on every thread. */
  readonly multiplyAdds: number
}

/**
 * The incremental engine: exact scores under every window, computing only what each window changes.
 *
 * @throws NetworkError if the network does not fit together; KernelError for a variant the machine lacks; InputError
 *   `ENGINE_MEMORY` if it takes more than 2 GiB or the machine has; scoring may throw that too
 */
export async function createIncrementalEngine(
  network: Network,
  { threads, variant, lent, given, reason }: IncrementalEngineOptions,
): Promise<IncrementalEngine> {
  const packed = given ? () => letGoOfKernels(network) : undefined
  const pool = await createOcclusionPool(network, { threads, variant, lent, packed }).catch(asInput)
  const { variant: built, threads: running, shortfall } = pool
  const chosen = shortfall ? `${reason}; on one thread, since workers did not start (${shortfall})` : reason
  const products = countByStrategy(pool.plan)
  return {
    get report() {
      const corrected = pool.corrected > 0 ? `; ${CORRECTED}` : ''
      const reason = chosen + corrected
      return { name: 'incremental', variant: built, threads: running, reason, products } as const
    },
    classes: pool.classes,
    head: network.head,
    inputShape: pool.inputShape,
    get multiplyAdds() {
      return pool.multiplyAdds
    },
    score: (job, task) => pool.score(job, task).catch(asInput),
    dispose: () => pool.dispose(),
  }
}

function countByStrategy({ layers }: EnginePlan): Partial<Record<Strategy, number>> {
  const counts: Partial<Record<Strategy, number>> = {}
  for (const { strategy } of layers) counts[strategy] = (counts[strategy] ?? 0) + 1
  return counts
}

/** That differences alone would not have done; how many windows it was depends on what had been kept, and is not said. */
const CORRECTED = 'some covered copies by forward passes, since their differences are lost in float32'

/** A network or windows too large for the engine are the caller's choice. */
export function asInput(error: unknown): never {
  if (!(error instanceof KernelError) || error.code !== 'ENGINE_MEMORY') throw error
  throw new InputError(error.code, error.detail, { cause: error })
}
