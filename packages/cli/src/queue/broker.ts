import { isIP } from 'node:net'
import type { Redis, RedisOptions } from 'ioredis'
import { inputError } from '../input-error.js'

/** A queue on a Redis server: BullMQ and its client, loaded only here. */
export interface Broker {
  readonly bullmq: typeof import('bullmq')
  /** `redis://host:6379`, without what is secret. */
  readonly name: string
  /** A connection of its own; reconnects by itself. */
  connect(options?: RedisOptions): Redis
  close(): Promise<void>
}

/** Milliseconds a server may take to answer at first. */
const PATIENCE = 10_000

/**
 * Finds the server of a queue.
 *
 * @param address - `redis://` or, over TLS, `rediss://`, `[user:password@]host[:port][/database]`; the password may come from
 *   `UMBRA_QUEUE_PASSWORD` instead
 * @throws InputError QUEUE_ADDRESS, QUEUE_MISSING with the line that installs BullMQ, QUEUE_CERTIFICATE, QUEUE_PASSWORD; Error
 *   QUEUE_UNREACHABLE
 */
export async function openBroker(address: string, env: Readonly<NodeJS.ProcessEnv>): Promise<Broker> {
  const url = requireAddress(address)
  const { bullmq, Client } = await load()
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const settings: RedisOptions = {
    host,
    port: Number(url.port || 6379),
    db: Number(url.pathname.slice(1) || 0),
    ...(url.username && { username: decodeURIComponent(url.username) }),
    ...passwordOf(url, env),
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
  await requireAnswer(connect, name)
  return {
    bullmq,
    name,
    connect,
    close: async () => {
      for (const connection of open) connection.disconnect()
    },
  }
}

function requireAddress(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url && /^rediss?:$/.test(url.protocol) && url.hostname && /^\/?\d*$/.test(url.pathname)) return url
  throw inputError('QUEUE_ADDRESS', 'queue: expected redis://host:port, or rediss://host:port for TLS')
}

function passwordOf(url: URL, env: Readonly<NodeJS.ProcessEnv>) {
  const password = decodeURIComponent(url.password) || env.UMBRA_QUEUE_PASSWORD
  return password ? { password } : {}
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
async function requireAnswer(connect: Broker['connect'], name: string): Promise<void> {
  const probe = connect({
    lazyConnect: true,
    retryStrategy: () => null,
    connectTimeout: PATIENCE,
    commandTimeout: PATIENCE,
  })
  let problem: Error | undefined
  probe.on('error', (error) => {
    problem = error
  })
  try {
    await probe.connect()
    await probe.ping()
  } catch (error) {
    const cause = (problem ?? error) as Error & { readonly code?: string }
    const { code, message } = cause
    if (code && CERTIFICATE.test(code))
      throw inputError('QUEUE_CERTIFICATE', `the certificate of ${name} is not trusted here: ${code}`, cause)
    if (/^(NOAUTH|WRONGPASS|ERR (AUTH|Client sent AUTH))/.test(message))
      throw inputError('QUEUE_PASSWORD', `${name} does not take this user and password`, cause)
    // No fault of the input: it may answer another time.
    const detail = `QUEUE_UNREACHABLE: ${name} does not answer: ${code ?? message}`
    throw Object.assign(new Error(detail), { code: 'QUEUE_UNREACHABLE' })
  } finally {
    probe.disconnect()
  }
}
