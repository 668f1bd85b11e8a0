import { chooseVariant } from '@umbra/core/workshop'
import type { Context } from '../context.js'
import { inputError } from '../input-error.js'
import type { QueueChoices } from '../options/shared-options.js'
import { type Broker, openBroker } from '../queue/broker.js'
import { type Fingerprint, fingerprintOf, fingerprintText, queueName } from '../queue/fingerprint.js'
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
  const name = queueName(fingerprint, shared !== undefined)
  const broker = await openBroker(queue, process.env, context)
  try {
    const redis = broker.connect()
    const mine = (runs: readonly Run[]) =>
      runs.filter((run) => queueName(run.fingerprint, run.shared) === name)
    const runs = await runsOn(redis)
    if (runs.length > 0 && mine(runs).length === 0) refuse(runs, fingerprint, broker)
    context.terminal.note(`Taking units of ${fingerprintText(fingerprint)} from ${broker.name}`)
    const goOn = async () => wait || mine(await runsOn(redis)).length > 0
    const lock = 1000 * (options.lock ?? LOCK)
    const done = await takeUnits(broker, { name, threads, shared, lock, goOn }, context)
    context.signal.throwIfAborted()
    context.terminal.json({ schema: 'umbra.work/1', units: done })
    context.terminal.print(done === 0 ? 'There were no units.' : `${done} units computed.`)
  } finally {
    await broker.close()
  }
}

/** Says why none of the runs there are has units for this worker. @throws InputError QUEUE_OTHER, QUEUE_SHARED */
function refuse(runs: readonly Run[], fingerprint: Fingerprint, { name }: Broker): never {
  const own = fingerprintText(fingerprint)
  const alike = runs.find((run) => fingerprintText(run.fingerprint) === own)
  if (!alike) {
    const other = fingerprintText(runs[0]!.fingerprint)
    throw inputError('QUEUE_OTHER', `${name} holds units of ${other}; this is ${own}`)
  }
  const where = alike.shared
    ? 'in a shared folder, and none is given'
    : 'on the server itself, not in a folder'
  throw inputError('QUEUE_SHARED', `units on ${name} have their models and images ${where}`)
}
