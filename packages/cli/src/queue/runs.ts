import type { Redis } from 'ioredis'
import type { Fingerprint } from './fingerprint.js'

/** A run that has units on a queue, as it tells workers of itself. */
export interface Run {
  readonly fingerprint: Fingerprint
  /** Whether models and images lie in a folder that workers have to be given. */
  readonly shared: boolean
}

const PREFIX = 'umbra:run:'
/** Seconds after which a run that says nothing is gone, and milliseconds between two words of it. */
const LIFETIME = 60
const BEAT = 15_000

/** Says that a run is there until it is stopped. */
export async function announce(redis: Redis, id: string, run: Run): Promise<{ stop(): Promise<void> }> {
  const say = () => redis.set(PREFIX + id, JSON.stringify(run), 'EX', LIFETIME)
  await say()
  const timer = setInterval(() => void say().catch(() => undefined), BEAT)
  return {
    stop: async () => {
      clearInterval(timer)
      await redis.del(PREFIX + id)
    },
  }
}

/** All runs that are there. */
export async function runsOn(redis: Redis): Promise<Run[]> {
  const keys: string[] = []
  let cursor = '0'
  do {
    const [next, found] = await redis.scan(cursor, 'MATCH', `${PREFIX}*`, 'COUNT', 1000)
    keys.push(...found)
    cursor = next
  } while (cursor !== '0')
  const texts = keys.length > 0 ? await redis.mget(keys) : []
  return texts.flatMap((text) => (text === null ? [] : [JSON.parse(text) as Run]))
}
