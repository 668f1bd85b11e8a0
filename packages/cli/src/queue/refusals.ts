import { inputError } from '../input-error.js'

/** The oldest server that BullMQ works with. */
const OLDEST = 5

/**
 * Finds out that a server is none that BullMQ can use.
 *
 * @param info - what it says of itself when asked INFO
 * @throws InputError QUEUE_SERVER
 */
export function requireServer(info: unknown, name: string): void {
  const text = String(info)
  const version = /^redis_version:(\S+)/m.exec(text)?.[1]
  if (version === undefined && !/version:/.test(text))
    throw inputError('QUEUE_SERVER', `${name} is no Redis server, nor one that speaks as such`)
  if (version !== undefined && Number.parseInt(version, 10) < OLDEST)
    throw inputError('QUEUE_SERVER', `${name} is Redis ${version}; BullMQ works with ${OLDEST} and later`)
  if (/^role:slave/m.test(text) && !/^slave_read_only:0/m.test(text))
    throw inputError('QUEUE_SERVER', `${name} is the replica of another server, and only read from`)
}

/** Whether an error is what a server says to a command that it will not carry out. */
export function isRefusal(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ReplyError'
}

/** Such an error in a line: the server is full, or the user may not. Another time it may. */
export function refused(name: string, cause: Error): Error {
  const detail = `QUEUE_REFUSED: ${name} refuses a command: ${cause.message}`
  return Object.assign(new Error(detail, { cause }), { code: 'QUEUE_REFUSED' })
}
