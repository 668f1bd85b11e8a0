import { availableThreads, spawners } from '#spawn-scoring-worker'
import type { SharedPlace } from '../engine/memory/runner-memory.js'
import type { EnginePlan } from '../engine/plan/engine-plan.js'
import { capabilities } from '../kernels/capabilities.js'
import { KernelError } from '../kernels/kernel-error.js'
import { type KernelModule, loadKernelModule } from '../kernels/kernel-module.js'
import { chooseVariant, type KernelVariant } from '../kernels/variants.js'
import type { Network } from '../network/network.js'
import { validateNetwork } from '../network/network.js'
import { ownNetwork } from '../network/own-network.js'
import { weightBytes } from '../network/weight-bytes.js'
import { Boards } from './board/boards.js'
import { makeRoom } from './make-room.js'
import type { WorkerSubject } from './protocol.js'
import type { Scores, ScoringJob, ScoringTask } from './scoring-job.js'
import { type BoardsMaker, ScoringPool } from './scoring-pool.js'

/** Scores covered images by incremental inference, on as many threads as it was made with. */
export interface OcclusionPool {
  readonly variant: KernelVariant
  /** 1: the calling thread; more: as many workers. */
  readonly threads: number
  /** Why no workers run although they were to: with `auto`, a host may not let them start. */
  readonly shortfall: string | undefined
  /** K. */
  readonly classes: number
  /** [H, W, C]. */
  readonly inputShape: readonly [number, number, number]
  /** How the network is computed. */
  readonly plan: EnginePlan
  /** Bytes of the memory that the threads share, with the network's weights in it once; 0 where each has its own. */
  readonly sharedBytes: number
  /** Multiply-adds done for covered images so far, on every thread. */
  readonly multiplyAdds: number
  /** Windows scored by forward passes of the covered copies so far, since differences do not hold them in float32. */
  readonly corrected: number
  /**
   * Scores images under every window. The job's arrays are copied at once, and may be overwritten or transferred after. The
   * scores are the same bits whatever the number of threads. A job waits for those asked for before it.
   *
   * @throws KernelError `JOB_LENGTH` or `WINDOW_OUTSIDE` if the job does not fit the network, `POOL_DISPOSED`,
   *   `WORKER_FAILED` if a kernel trapped or workers keep dying; the signal's reason when aborted
   */
  score(job: ScoringJob, task?: ScoringTask): Promise<Scores>
  /** Ends every thread and frees memory; jobs under way reject with `POOL_DISPOSED`. */
  dispose(): void
}

export interface OcclusionPoolOptions {
  /** 1 runs on the calling thread, which then hands over to the host's events every few milliseconds. @default 'auto' */
  readonly threads?: number | 'auto' | undefined
  /** The kernel build to force; chosen by probing unless told. */
  readonly variant?: KernelVariant | undefined
  /**
   * Whether several threads share one memory, with the weights in it once, and are given their work in such memory instead of by
   * messages. Scores have the same bits without.
   * @default where the platform has shared memory (a page must be cross-origin isolated): the work always, the weights if they and
   *   the values take 4 MiB or more
   */
  readonly shared?: boolean | undefined
  /** Promises that the network's arrays stay as they are until there is a pool, which then needs no copy of them. @default false */
  readonly lent?: boolean | undefined
  /**
   * Called, and waited for, where the weights lie packed in memory that threads share, before these start: kernels of a network that is
   * lent are not read from then on, not even where threads do not start and `auto` would else have done without.
   */
  readonly packed?: (() => Promise<void>) | undefined
}

/** Threads that `auto` takes at most: beyond, one image's windows are too few to share. */
const MOST_CHOSEN = 8
/** Each holds kernels and memory of its own. */
const MOST_THREADS = 256
/** Smaller networks are copied to every thread sooner than this one has loaded the engine to lay their weights down once. */
const WORTH_SHARING = 1 << 22

/**
 * Starts incremental inference of a network, of which it takes a copy at once, unless it is lent. With `auto`, a host that cannot
 * start workers runs on the calling thread.
 *
 * @throws NetworkError if the network does not fit together; KernelError `VARIANT_UNAVAILABLE`, `THREADS`, `SHARED_MEMORY`, `ENGINE_MEMORY` if
 *   weights and what the threads need do not fit into memory, or `WORKER_FAILED` if workers that were asked for by number do not
 *   start
 */
export async function createOcclusionPool(
  network: Network,
  options: OcclusionPoolOptions = {},
): Promise<OcclusionPool> {
  const { sharedMemory } = capabilities()
  const { threads = 'auto', variant, lent = false } = options
  validateNetwork(network)
  const { shared = sharedMemory && bytesOf(network) >= WORTH_SHARING } = options
  const chosen = chooseVariant(variant)
  if (threads !== 'auto' && !(Number.isInteger(threads) && threads >= 1 && threads <= MOST_THREADS)) {
    const expected = `expected a whole number from 1 to ${MOST_THREADS} or auto`
    throw new KernelError('THREADS', `threads: ${expected}, got ${threads}`)
  }
  if (shared && !sharedMemory) {
    const expected =
      'expected false, as there is no memory shared between threads (in a page: without cross-origin isolation)'
    throw new KernelError('SHARED_MEMORY', `shared: ${expected}, got true`)
  }
  const count = threads === 'auto' ? Math.min(MOST_CHOSEN, availableThreads()) : threads
  makeRoom(network)
  // A thread that dies is started anew, and without shared memory it takes the weights from here.
  const own = lent && (count === 1 || shared) ? network : ownNetwork(network)
  if (count === 1) return onCallingThread(own, await loadKernelModule(chosen))
  const kernels = await loadKernelModule(chosen, shared)
  let gone = false
  const packed = async () => {
    gone = options.packed !== undefined
    await options.packed?.()
  }
  try {
    return await startWorkers(own, kernels, count, boardsMaker(options.shared), packed)
  } catch (error) {
    if (threads !== 'auto' || gone) throw error
    return onCallingThread(own, await loadKernelModule(chosen), (error as KernelError).detail)
  }
}

/** What a network's weights take, and its values for an image. */
function bytesOf(network: Network): number {
  const shapes = [network.inputShape, ...network.layers.map(({ outputShape }) => outputShape)]
  const values = shapes.reduce((sum, shape) => sum + shape.reduce((product, size) => product * size, 1), 0)
  return weightBytes(network) + 4 * values
}

/** The engine is loaded only where it runs: in a page with workers they have it. */
async function onCallingThread(
  network: Network,
  kernels: KernelModule,
  shortfall?: string,
): Promise<OcclusionPool> {
  const { CallingThread } = await import('./calling-thread.js')
  return CallingThread.start(network, kernels, shortfall)
}

/** Place in `spawners` of the one that worked last: what a host refused once it refuses again. */
let working = 0

/** Workers by the first way that the host lets them start. @throws KernelError why the first did not, if none does */
async function startWorkers(
  network: Network,
  kernels: KernelModule,
  count: number,
  boards: BoardsMaker | undefined,
  packed: () => Promise<void>,
): Promise<ScoringPool> {
  const { subject, places } = await subjectOf(network, kernels, count)
  if (places.length > 0) await packed()
  const first = working
  let refused: unknown
  for (let way = first; way < spawners.length; way++) {
    try {
      // Threads of a way that failed may not have ended yet: they keep their parts of the memory.
      const left = places.slice((way - first) * count)
      const pool = await ScoringPool.start(await spawners[way]!(), subject, left, count, boards)
      working = way
      return pool
    } catch (error) {
      refused ??= error
    }
  }
  if (refused instanceof KernelError) throw refused
  // A policy may forbid so much as making one.
  throw new KernelError('WORKER_FAILED', `no worker starts: ${(refused as Error).message}`, {
    cause: refused,
  })
}

/** Jobs are shared wherever they can be, unless nothing is to be. */
function boardsMaker(shared: boolean | undefined): BoardsMaker | undefined {
  return shared !== false && capabilities().sharedMemory && 'waitAsync' in Atomics ? Boards : undefined
}

/** What workers are started on: weights in memory that they share, or a network each copies. */
async function subjectOf(
  network: Network,
  kernels: KernelModule,
  threads: number,
): Promise<{ subject: WorkerSubject; places: readonly SharedPlace[] }> {
  if (!kernels.shared) return { subject: { network, kernels }, places: [] }
  const { shareNetwork } = await import('./shared-network.js')
  const { network: withoutWeights, places } = shareNetwork(network, kernels, threads, spawners.length)
  return { subject: { network: withoutWeights, kernels }, places }
}
