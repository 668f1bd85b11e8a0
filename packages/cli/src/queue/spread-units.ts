import { randomUUID } from 'node:crypto'
import { SetAside } from '@umbra/core/study'
import { ATTEMPTS, isWhole, type Spread, type Unit, unitKey, unitName } from '@umbra/core/workshop'
import type { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import type { Context } from '../context.js'
import { inputError } from '../input-error.js'
import type { QueueChoices } from '../options/shared-options.js'
import { progressOn } from '../terminal/progress.js'
import { type Blobs, folderBlobs, MOST_BYTES, prepareShared, redisBlobs } from './blobs.js'
import { type Broker, openBroker } from './broker.js'
import { fingerprintOf, queueName } from './fingerprint.js'
import { type MaterialSource, sendMaterials } from './materials.js'
import { doneKey, jobId, NO_MATERIALS, type QueuedUnit, valueKey, WRONG_INPUT } from './queued.js'
import { announce } from './runs.js'

/** What is handed out, and where its values go. */
export interface SpreadSubject extends MaterialSource {
  /** What a unit is called that is set aside. @default `unitName` */
  nameOf?(unit: Unit): string
}

/** Has units computed by whoever takes them from a queue; nothing where no queue was asked for. */
export function spreadOn(
  { queue, shared }: QueueChoices,
  subject: SpreadSubject,
  context: Context,
): { readonly spread?: Spread } {
  if (queue === undefined) return {}
  return {
    spread: async (units, _, next) => {
      if (shared !== undefined) await prepareShared(shared)
      const broker = await openBroker(queue, process.env, context)
      try {
        await broker.whileAnswering(new Spreading(broker, shared, subject, context).run(units, next))
      } finally {
        await broker.close()
      }
    },
  }
}

/** Milliseconds between two looks at what failed or was lost, and seconds to wait for what is done. */
const LOOK = 3000
const WAIT = 1
/** Units put on the queue, or taken from it, at once. */
const BATCH = 500
/** Seconds that values stay on the server once they are kept, for another run that waits for the same. */
const LINGER = 60

class Spreading {
  readonly #run = randomUUID()
  readonly #redis: Redis
  readonly #blobs: Blobs
  #queue!: Queue<QueuedUnit>
  #open = new Map<string, Unit>()
  #materials = ''
  /** How often a unit failed for want of models or images. */
  readonly #wanting = new Map<string, number>()
  readonly #aside = new SetAside()

  readonly #broker: Broker
  readonly #shared: string | undefined
  readonly #subject: SpreadSubject
  readonly #terminal: Context['terminal']
  readonly #signal: AbortSignal

  constructor(
    broker: Broker,
    shared: string | undefined,
    subject: SpreadSubject,
    { terminal, signal }: Pick<Context, 'terminal' | 'signal'>,
  ) {
    this.#broker = broker
    this.#shared = shared
    this.#subject = subject
    this.#terminal = terminal
    this.#signal = signal
    this.#redis = broker.connect()
    this.#blobs = shared === undefined ? redisBlobs(this.#redis) : folderBlobs(shared)
  }

  async run(units: readonly Unit[], next?: () => Promise<readonly Unit[]>): Promise<void> {
    const variant = requireQueueable(units)
    await this.#openUnits(units)
    if (this.#open.size === 0 && !next) return
    const fingerprint = fingerprintOf(variant)
    this.#queue = new this.#broker.bullmq.Queue(queueName(fingerprint, this.#shared !== undefined), {
      connection: this.#broker.connect(),
    })
    this.#queue.on('error', () => undefined)
    const announced = await announce(this.#redis, this.#run, {
      fingerprint,
      shared: this.#shared !== undefined,
    })
    try {
      await this.#handOut()
      this.#aside.requireNone()
      if (!next) return
      await this.#openUnits(await next())
      await this.#handOut().catch((error) => this.#leaveTooLarge(error))
      this.#aside.requireNone()
    } catch (error) {
      await this.#withdraw(this.#open.keys()).catch(() => undefined)
      throw error
    } finally {
      await announced.stop().catch(() => undefined)
      await this.#queue.close().catch(() => undefined)
    }
  }

  /** Where values that others are computed from are too many for the server, the caller goes on by itself. */
  #leaveTooLarge(error: unknown): void {
    if ((error as { readonly code?: unknown }).code !== 'QUEUE_TOO_LARGE') throw error
    const [units, more] = [this.#open.size, `more than the ${MOST_BYTES / 2 ** 20} MB that go through`]
    this.#terminal.note(
      `What ${units} units are computed from is ${more} the server: they are computed here. --shared DIR hands it over in a folder`,
    )
  }

  /** Puts the open units on the queue, and keeps what they come to. */
  async #handOut(): Promise<void> {
    const total = this.#open.size
    if (total === 0) return
    this.#materials = await sendMaterials([...this.#open.values()], this.#subject, this.#blobs)
    const units = total === 1 ? '1 unit' : `${total} units`
    this.#terminal.note(
      `${units} on ${this.#broker.name}: umbra work --queue computes ${total === 1 ? 'it' : 'them'}`,
    )
    await this.#put([...this.#open.keys()])
    await this.#follow(total)
  }

  /** Leaves out what is kept, and what is there twice. */
  async #openUnits(units: readonly Unit[]): Promise<void> {
    for (const unit of units) {
      const key = await unitKey(unit)
      const kept = await this.#subject.cells(unit).read(key)
      if (kept && (await isWhole(kept, key))) this.#aside.succeeded()
      else this.#open.set(key, unit)
    }
  }

  /**
   * Puts units on the queue, but for those that a worker has. What stands there of another run goes first: it may name models and images
   * that are there no more. So does what was set aside, and what the server half lost and would keep from being put there.
   */
  async #put(keys: readonly string[]): Promise<void> {
    await this.#withdraw(keys)
    for (let from = 0; from < keys.length; from += BATCH)
      await this.#queue.addBulk(keys.slice(from, from + BATCH).map((key) => this.#jobOf(key)))
  }

  #jobOf(key: string) {
    const unit = this.#open.get(key)!
    return {
      name: unit.unit,
      data: { unit: JSON.stringify(unit), materials: this.#materials, run: this.#run },
      opts: { jobId: jobId(key), attempts: ATTEMPTS, removeOnComplete: true },
    }
  }

  async #follow(total: number): Promise<void> {
    const show = progressOn(this.#terminal)
    const listening = this.#broker.connect()
    let looked = performance.now()
    const report = () => {
      const done = total - this.#open.size
      show({ stage: 'units', done, total, unit: 'units' })
    }
    report()
    while (this.#open.size > 0) {
      this.#signal.throwIfAborted()
      const popped = await listening.blpop(doneKey(this.#run), WAIT).catch(() => null)
      if (popped && (await this.#take(popped[1]))) report()
      if (performance.now() - looked < LOOK) continue
      await this.#look().catch(ignoreLostConnection)
      report()
      looked = performance.now()
    }
  }

  /** Keeps a unit's values. @returns false where they are not there, or not whole: the unit stays open */
  async #take(key: string): Promise<boolean> {
    const unit = this.#open.get(key)
    if (!unit) return false
    const cell = await this.#redis.getBuffer(valueKey(key))
    if (!cell || !(await isWhole(cell, key))) return false
    await this.#subject.cells(unit).write(key, cell)
    this.#aside.succeeded()
    this.#open.delete(key)
    await this.#redis.expire(valueKey(key), LINGER)
    return true
  }

  /** Finds what was computed or set aside unheard, and puts what the server lost back on the queue. */
  async #look(): Promise<void> {
    for (const job of await this.#queue.getFailed()) this.#hearFailed(keyOf(job.id), job.failedReason)
    const states = ['waiting', 'active', 'delayed', 'prioritized'] as const
    // Their ids alone: what the jobs say is far more.
    const known = new Set((await this.#queue.getRanges([...states], 0, -1)).map(keyOf))
    const lost: string[] = []
    for (const key of this.#open.keys()) if (!(known.has(key) || (await this.#take(key)))) lost.push(key)
    if (lost.length === 0) return
    this.#materials = await sendMaterials([...this.#open.values()], this.#subject, this.#blobs)
    await this.#put(lost)
  }

  /** Sets a unit aside, or leaves it to the caller, or open: it is then found lost, and its models and images sent once more. */
  #hearFailed(key: string, why = 'its worker was lost'): void {
    const unit = this.#open.get(key)
    if (!unit) return
    const wanting = (this.#wanting.get(key) ?? 0) + 1
    this.#wanting.set(key, wanting)
    if (why.startsWith(NO_MATERIALS) && wanting < ATTEMPTS) return
    this.#open.delete(key)
    // The caller computes it, and says what is wrong.
    if (why.startsWith(WRONG_INPUT)) return
    this.#aside.add(key, this.#subject.nameOf?.(unit) ?? unitName(unit), new Error(why))
  }

  /** Takes back what nobody has begun. */
  async #withdraw(keys: Iterable<string>): Promise<void> {
    const ids = [...keys].map(jobId)
    for (let from = 0; from < ids.length; from += BATCH)
      await Promise.all(ids.slice(from, from + BATCH).map((id) => this.#queue.remove(id)))
  }
}

function keyOf(id: string | undefined): string {
  return id?.slice(jobId('').length) ?? ''
}

/** The server may be away for a while; the next look finds it back. */
function ignoreLostConnection(error: unknown): void {
  const { code, message = '' } = error as { readonly code?: string; readonly message?: string }
  if (code === 'ECONNREFUSED' || code === 'ECONNRESET' || /connection is closed|LOADING/i.test(message))
    return
  throw error
}

/** @returns the kernel build @throws InputError QUEUE_ENGINE */
function requireQueueable(units: readonly Unit[]): string {
  const other = units.find(({ engine }) => engine[0] !== 'incremental')
  if (other) {
    throw inputError(
      'QUEUE_ENGINE',
      `a queue takes models that the incremental engine runs; this one runs on ${other.engine.join(', ')}`,
    )
  }
  return units[0]!.engine[1]
}
