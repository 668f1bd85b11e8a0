import { setTimeout } from 'node:timers/promises'
import { InputError } from '@umbra/core/explain'
import { type Materials, sealedValues, type Unit, unitKey, Workshop } from '@umbra/core/workshop'
import type { Job, Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import type { Context } from '../context.js'
import { type Blobs, folderBlobs, KEPT, redisBlobs } from './blobs.js'
import type { Broker } from './broker.js'
import { openMaterials } from './materials.js'
import { doneKey, type QueuedUnit, valueKey, WRONG_INPUT } from './queued.js'

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

/** Computes units one at a time until there are no more. @returns how many */
export async function takeUnits(
  broker: Broker,
  taking: Taking,
  { signal, terminal }: Context,
): Promise<number> {
  const redis = broker.connect()
  const blobs = taking.shared === undefined ? redisBlobs(redis) : folderBlobs(taking.shared)
  const workshop = new Workshop({ threads: taking.threads })
  const materials = materialsCache(blobs)
  let done = 0
  const { DelayedError, UnrecoverableError } = broker.bullmq
  const worker: Worker<QueuedUnit> = new broker.bullmq.Worker(
    taking.name,
    async (job, token) => {
      try {
        await computeJob(job, { redis, workshop, materials, signal })
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error)
        terminal.detail(`${job.name}: ${why}`)
        if (!signal.aborted)
          throw error instanceof InputError ? new UnrecoverableError(WRONG_INPUT + why) : error
        // Stopped by a person: another may have it at once, and it counts as no failure.
        await job.moveToDelayed(Date.now(), token)
        throw new DelayedError()
      }
      done++
    },
    {
      connection: broker.connect(),
      concurrency: 1,
      lockDuration: taking.lock,
      stalledInterval: taking.lock,
      // The third worker lost with a unit is its third failure.
      maxStalledCount: 2,
    },
  )
  // A lost connection or lock: the unit is another's by now, and values that come late do no harm.
  worker.on('error', (error) => terminal.detail(error.message))
  try {
    await worker.waitUntilReady()
    while (!signal.aborted && (await taking.goOn())) await pause(LOOK, signal)
  } finally {
    await worker.close()
    workshop.dispose()
  }
  return done
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
