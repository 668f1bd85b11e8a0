import { setTimeout } from 'node:timers/promises'
import { InputError } from '@umbra/core/explain'
import { ATTEMPTS, type Materials, sealedValues, type Unit, unitKey, Workshop } from '@umbra/core/workshop'
import type { Job, Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import type { Context } from '../context.js'
import { type Blobs, folderBlobs, KEPT, redisBlobs } from './blobs.js'
import type { Broker } from './broker.js'
import { openMaterials } from './materials.js'
import { doneKey, NO_MATERIALS, type QueuedUnit, valueKey, WRONG_INPUT } from './queued.js'
import { isRefusal, refused } from './refusals.js'

/** How a worker takes units. */
export interface Taking {
  /** The queue's name on the server. */
  readonly name: string
  readonly threads: number | 'auto'
  readonly shared: string | undefined
  /** Milliseconds a unit is its worker's without a word of it; it is renewed while the worker lives. */
  readonly lock: number
  /** Whether to go on where there are no more units. */
  goOn(): Promise<boolean>
}

/** Milliseconds between two looks for whether there is anything left to do. */
const LOOK = 500
/** Milliseconds without another unit after one whose models or images were not to be had: its run may see to them meanwhile. */
const REST = 6000

/**
 * Computes units one at a time until there are no more.
 *
 * @returns how many
 * @throws Error QUEUE_MATERIALS where models and images of one unit after another are not to be had
 */
export async function takeUnits(broker: Broker, taking: Taking, context: Context): Promise<number> {
  const redis = broker.connect()
  const blobs = taking.shared === undefined ? redisBlobs(redis) : folderBlobs(taking.shared)
  const workshop = new Workshop({ threads: taking.threads })
  // Ended where units one after another want their models or images: this worker has another folder, or its server lost them.
  const ended = new AbortController()
  const signal = AbortSignal.any([context.signal, ended.signal])
  const bench: Bench = { redis, workshop, materials: materialsCache(blobs), signal }
  let [done, wanting] = [0, 0]
  const take = async (job: Job<QueuedUnit>, token?: string) => {
    try {
      if (wanting > 0) await pause(REST, signal)
      await computeJob(job, bench)
      done++
      wanting = 0
    } catch (error) {
      const { WaitingError } = broker.bullmq
      context.terminal.detail(`${job.name}: ${textOf(error)}`)
      if (!signal.aborted) {
        if (isWanting(error) && ++wanting === ATTEMPTS) ended.abort(error)
        throw failureOfUnit(error, broker)
      }
      // Stopped: another may have it at once, whatever this machine's clock says, and it counts as no failure.
      await job.moveToWait(token)
      throw new WaitingError()
    }
  }
  const worker = startWorker(broker, taking, context, take)
  try {
    await broker.whileAnswering(worker.waitUntilReady())
    while (!signal.aborted && (await broker.whileAnswering(taking.goOn()))) await pause(LOOK, signal)
  } finally {
    await broker.whileAnswering(worker.close())
    workshop.dispose()
  }
  ended.signal.throwIfAborted()
  return done
}

function startWorker(
  broker: Broker,
  { name, lock }: Taking,
  { terminal }: Context,
  take: (job: Job<QueuedUnit>, token?: string) => Promise<void>,
): Worker<QueuedUnit> {
  const worker: Worker<QueuedUnit> = new broker.bullmq.Worker(name, take, {
    connection: broker.connect(),
    concurrency: 1,
    lockDuration: lock,
    stalledInterval: lock,
    // The third worker lost with a unit is its third failure.
    maxStalledCount: 2,
  })
  let isRefused = false
  worker.on('error', (error) => {
    // A lost connection or lock: the unit is another's by now, and values that come late do no harm.
    if (!isRefusal(error) || isRefused) return terminal.detail(error.message)
    isRefused = true
    terminal.warn(`${refused(broker.name, error).message}; waiting until it does not`)
  })
  return worker
}

/** What is not worth trying again as it is says so to its run. */
function failureOfUnit(error: unknown, { bullmq: { UnrecoverableError } }: Broker): unknown {
  if (error instanceof InputError) return new UnrecoverableError(WRONG_INPUT + textOf(error))
  if (isWanting(error)) return new UnrecoverableError(NO_MATERIALS + textOf(error))
  return error
}

function isWanting(error: unknown): boolean {
  return (error as { readonly code?: unknown } | null)?.code === 'QUEUE_MATERIALS'
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

interface Bench {
  readonly redis: Redis
  readonly workshop: Workshop
  readonly materials: (hash: string) => Promise<Materials>
  readonly signal: AbortSignal
}

/** Computes a unit, leaves its values on the server and says so to its run. */
async function computeJob(
  job: Job<QueuedUnit>,
  { redis, workshop, materials, signal }: Bench,
): Promise<void> {
  const unit = JSON.parse(job.data.unit) as Unit
  const key = await unitKey(unit)
  const values = await workshop.compute(unit, await materials(job.data.materials), { signal })
  const cell = await sealedValues(values, key)
  const list = doneKey(job.data.run)
  await redis
    .multi()
    .set(valueKey(key), Buffer.from(cell.buffer, cell.byteOffset, cell.length), 'EX', KEPT)
    .rpush(list, key)
    .expire(list, KEPT)
    .exec()
}

/** Models and images of the last run; units of one come together. */
function materialsCache(blobs: Blobs): (hash: string) => Promise<Materials> {
  let last: { readonly hash: string; readonly materials: Materials } | undefined
  return async (hash) => {
    if (last?.hash !== hash) last = { hash, materials: await openMaterials(hash, blobs) }
    return last.materials
  }
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await setTimeout(milliseconds, undefined, { signal }).catch(() => undefined)
}
