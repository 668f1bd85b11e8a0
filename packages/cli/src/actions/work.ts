import { chooseVariant } from '@umbra/core/workshop'
import type { Context } from '../context.js'
import { inputError } from '../input-error.js'
import type { QueueChoices } from '../options/shared-options.js'
import { type Broker, openBroker } from '../queue/broker.js'
import { fingerprintOf, fingerprintText, queueName } from '../queue/fingerprint.js'
import { type Run, runsOn } from '../queue/runs.js'
import { takeUnits } from '../queue/take-units.js'

interface WorkOptions extends QueueChoices {
  readonly threads: number | 'auto'
  readonly wait?: boolean
  readonly lock?: number
}

/** Seconds a unit is its worker's without a word of it. */
const LOCK = 30

/** Computes the units of other runs: the work behind `umbra work`. */
export async function work(options: WorkOptions, context: Context): Promise<void> {
  const { queue, shared, threads, wait = false } = options
  if (queue === undefined) throw inputError('QUEUE_ADDRESS', 'queue: expected an address, got none')
  const fingerprint = fingerprintOf(chooseVariant())
  const name = queueName(fingerprint)
  const broker = await openBroker(queue, process.env)
  try {
    const redis = broker.connect()
    const mine = (runs: readonly Run[]) => runs.filter((run) => queueName(run.fingerprint) === name)
    const runs = await runsOn(redis)
    requireAlike(runs, mine(runs), shared, broker)
    context.terminal.note(`Taking units of ${fingerprintText(fingerprint)} from ${broker.name}`)
    const goOn = async () => wait || mine(await runsOn(redis)).length > 0
    const lock = 1000 * Math.max(1, options.lock ?? LOCK)
    const done = await takeUnits(broker, { name, threads, shared, lock, goOn }, context)
    context.signal.throwIfAborted()
    context.terminal.json({ schema: 'umbra.work/1', units: done })
    context.terminal.print(done === 0 ? 'There were no units.' : `${done} units computed.`)
  } finally {
    await broker.close()
  }
}

/** @throws InputError QUEUE_OTHER where all runs are of another version, QUEUE_SHARED */
function requireAlike(
  runs: readonly Run[],
  mine: readonly Run[],
  shared: string | undefined,
  { name }: Broker,
): void {
  const other = runs[0]
  if (other && mine.length === 0) {
    const own = fingerprintText(fingerprintOf(chooseVariant()))
    throw inputError(
      'QUEUE_OTHER',
      `${name} holds units of ${fingerprintText(other.fingerprint)}; this is ${own}`,
    )
  }
  if (shared === undefined && mine.some((run) => run.shared)) {
    throw inputError(
      'QUEUE_SHARED',
      `units on ${name} have their models and images in a shared folder, and none is given`,
    )
  }
}
