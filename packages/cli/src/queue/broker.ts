import { isIP } from 'node:net'
import type { Redis, RedisOptions } from 'ioredis'
import type { Context } from '../context.js'
import { inputError } from '../input-error.js'
import { isRefusal, refused, requireServer } from './refusals.js'
import { type Watch, watchServer } from './watch.js'

/** A queue on a Redis server: BullMQ and its client, loaded only here. */
export interface Broker {
  readonly bullmq: typeof import('bullmq')
  /** `redis://host:6379`, without what is secret. */
  readonly name: string
  /** A connection of its own; reconnects by itself. */
  connect(options?: RedisOptions): Redis
  /** As `Watch` does; what the server refuses is told in a line. @throws Error QUEUE_REFUSED besides */
  readonly whileAnswering: Watch['whileAnswering']
  close(): Promise<void>
}

/** Milliseconds a server may take to answer at first. */
const PATIENCE = 10_000

/**
 * Finds the server of a queue.
 *
 * @param address - `redis://` or, over TLS, `rediss://`, `[user:password@]host[:port][/database]`; the password may come from
 *   `UMBRA_QUEUE_PASSWORD` instead
 * @throws InputError QUEUE_ADDRESS, QUEUE_MISSING with the line that installs BullMQ, QUEUE_CERTIFICATE, QUEUE_PASSWORD,
 *   QUEUE_SERVER for one that BullMQ cannot use; Error QUEUE_UNREACHABLE, QUEUE_REFUSED; `signal.reason` when aborted
 */
export async function openBroker(
  address: string,
  env: Readonly<NodeJS.ProcessEnv>,
  { signal, terminal }: Pick<Context, 'signal' | 'terminal'>,
): Promise<Broker> {
  const { url, username, password = env.UMBRA_QUEUE_PASSWORD } = requireAddress(address)
  const { bullmq, Client } = await load()
  const db = Number(url.pathname.slice(1))
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const settings: RedisOptions = {
    host,
    port: Number(url.port || 6379),
    db,
    ...(username && { username }),
    ...(password && { password }),
    // An address has no name to be asked for; the certificate is held against it all the same.
    ...(url.protocol === 'rediss:' && { tls: isIP(host) ? {} : { servername: host } }),
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(200 * times, 2000),
  }
  const name = `${url.protocol}//${url.host}${url.pathname === '/' ? '' : url.pathname}`
  const open: Redis[] = []
  const connect = (options: RedisOptions = {}) => {
    const connection = new Client({ ...settings, ...options })
    // What becomes of a lost connection is told by commands; without a listener each loss would be printed.
    connection.on('error', () => undefined)
    open.push(connection)
    return connection
  }
  await requireAnswer(connect, { name, db }, signal)
  const asked = connect()
  const watch = watchServer(() => asked.ping(), name, { signal, terminal })
  return {
    bullmq,
    name,
    connect,
    whileAnswering: (work) =>
      watch.whileAnswering(work).catch((error) => {
        throw isRefusal(error) ? refused(name, error) : error
      }),
    close: async () => {
      watch.end()
      for (const connection of open) connection.disconnect()
    },
  }
}

/** An address with the user and password in it, neither of them encoded. */
interface Address {
  readonly url: URL
  readonly username?: string
  readonly password?: string
}

function requireAddress(address: string): Address {
  const url = URL.canParse(address) ? new URL(address) : undefined
  const isAsked = url && /^rediss?:$/.test(url.protocol) && url.hostname && /^\/?\d*$/.test(url.pathname)
  if (!isAsked || url.search || url.hash)
    throw inputError('QUEUE_ADDRESS', 'queue: expected redis://host:port, or rediss://host:port for TLS')
  try {
    const [username, password] = [url.username, url.password].map(decodeURIComponent)
    return { url, ...(username && { username }), ...(password && { password }) }
  } catch (cause) {
    const what =
      'queue: in a user or password of an address % stands before two hexadecimal digits, itself as %25'
    throw inputError('QUEUE_ADDRESS', what, cause)
  }
}

async function load() {
  try {
    const [bullmq, { Redis: Client }] = await Promise.all([import('bullmq'), import('ioredis')])
    return { bullmq, Client }
  } catch (cause) {
    if ((cause as { readonly code?: unknown }).code !== 'ERR_MODULE_NOT_FOUND') throw cause
    const line = 'npm install --ignore-scripts bullmq@6 ioredis@5'
    throw inputError('QUEUE_MISSING', `a queue needs BullMQ, which is not installed: ${line}`, cause)
  }
}

/** Codes by which Node refuses a certificate, or the name in it. */
const CERTIFICATE = /CERT|UNABLE_TO_|SELF_SIGNED|ALTNAME/

/** Asks once, and says in one line what is wrong. */
async function requireAnswer(
  connect: Broker['connect'],
  { name, db }: { readonly name: string; readonly db: number },
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted()
  const probe = connect({
    lazyConnect: true,
    retryStrategy: () => null,
    connectTimeout: PATIENCE,
    commandTimeout: PATIENCE,
    // Asked for below, where its refusal is heard.
    db: 0,
  })
  let problem: Error | undefined
  probe.on('error', (error) => {
    problem = error
  })
  const leave = () => probe.disconnect()
  signal.addEventListener('abort', leave)
  try {
    await probe.connect()
    requireServer(await probe.info(), name)
    await probe.select(db)
  } catch (error) {
    signal.throwIfAborted()
    throw answerProblem((problem ?? error) as Error, name)
  } finally {
    signal.removeEventListener('abort', leave)
    probe.disconnect()
  }
}

/** What a server's first words, or its silence, come to in a line. */
function answerProblem(cause: Error & { readonly code?: string }, name: string): Error {
  const { code, message } = cause
  if (cause.name === 'InputError') return cause
  if (code && CERTIFICATE.test(code))
    return inputError('QUEUE_CERTIFICATE', `the certificate of ${name} is not trusted here: ${code}`, cause)
  if (/^(NOAUTH|WRONGPASS|ERR (AUTH|Client sent AUTH))/.test(message))
    return inputError('QUEUE_PASSWORD', `${name} does not take this user and password`, cause)
  if (/^ERR (invalid )?DB index/i.test(message))
    return inputError('QUEUE_ADDRESS', `queue: ${name} has no such database`, cause)
  if (isRefusal(cause)) return refused(name, cause)
  // No fault of the input: it may answer another time.
  const detail = `QUEUE_UNREACHABLE: ${name} does not answer: ${code ?? message}`
  return Object.assign(new Error(detail), { code: 'QUEUE_UNREACHABLE' })
}
