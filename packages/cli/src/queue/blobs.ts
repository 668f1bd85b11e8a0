import { createHash } from 'node:crypto'
import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Redis } from 'ioredis'
import { makeFolder } from '../disk/make-folder.js'
import { readIfThere } from '../disk/read-if-there.js'
import { temporaryName } from '../disk/temporary-name.js'
import { inputError } from '../input-error.js'

/** Keeps what all units of a run share, by its SHA-256. */
export interface Blobs {
  /** Once more, it takes the place of what may be damaged there. @returns the hash */
  put(bytes: Uint8Array): Promise<string>
  /** @throws Error QUEUE_MATERIALS where there is none, or it is not what its hash says */
  get(hash: string): Promise<Uint8Array>
}

/** Bytes of a run's models and images that travel through the queue's server at the most. */
export const MOST_BYTES = 256 * 1024 * 1024
/** Seconds after which the server forgets what nobody asks for any more. */
export const KEPT = 24 * 3600

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function checked(bytes: Uint8Array | null, hash: string, where: string): Uint8Array {
  if (bytes && hashOf(bytes) === hash) return bytes
  const detail = `QUEUE_MATERIALS: ${hash.slice(0, 12)} of a run's models and images is ${bytes ? 'damaged' : 'not'} in ${where}`
  throw Object.assign(new Error(detail), { code: 'QUEUE_MATERIALS' })
}

/** Through the queue's server. @throws InputError QUEUE_TOO_LARGE */
export function redisBlobs(redis: Redis): Blobs {
  let sum = 0
  const counted = new Set<string>()
  const key = (hash: string) => `umbra:blob:${hash}`
  return {
    put: async (bytes) => {
      const hash = hashOf(bytes)
      const isAgain = counted.has(hash)
      if (!isAgain) sum += bytes.length
      counted.add(hash)
      if (sum > MOST_BYTES) {
        throw inputError(
          'QUEUE_TOO_LARGE',
          `models and images are more than the ${MOST_BYTES / 2 ** 20} MB that go through a queue's server`,
        )
      }
      const known = !isAgain && (await redis.expire(key(hash), KEPT))
      if (!known)
        await redis.set(key(hash), Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), 'EX', KEPT)
      return hash
    },
    get: async (hash) => checked(await redis.getBuffer(key(hash)), hash, 'the queue’s server'),
  }
}

/** Makes the folder that is shared, where it is not there. @throws InputError QUEUE_FOLDER where nothing can be written to it */
export async function prepareShared(folder: string): Promise<void> {
  if (folder === '') throw inputError('QUEUE_FOLDER', 'shared: expected a folder, got none')
  const probe = join(folder, temporaryName())
  try {
    await makeFolder(folder)
    await writeFile(probe, '', { flag: 'wx' })
    await rm(probe, { force: true })
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOSPC') throw cause
    const why = code === 'EEXIST' || code === 'ENOTDIR' ? 'it is no folder' : code
    throw inputError('QUEUE_FOLDER', `shared: nothing can be written to ${folder}: ${why}`, cause)
  }
}

/** In a folder that every machine sees, whatever each calls it. */
export function folderBlobs(folder: string): Blobs {
  const path = (hash: string) => join(folder, `${hash}.blob`)
  return {
    put: async (bytes) => {
      const hash = hashOf(bytes)
      const there = await readIfThere(path(hash))
      if (there && hashOf(there) === hash) return hash
      const unfinished = join(folder, temporaryName())
      try {
        await writeFile(unfinished, bytes, { flag: 'wx' })
        await rename(unfinished, path(hash))
      } catch (error) {
        await rm(unfinished, { force: true })
        throw error
      }
      return hash
    },
    get: async (hash) => checked((await readIfThere(path(hash))) ?? null, hash, folder),
  }
}
