import { constants } from 'node:fs'
import { lstat, open, readdir, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { InputError } from '../../errors.js'
import { bytesAt, bytesOf, FileTooLarge, LARGEST_FILE } from './limited.js'

/**
 * A file's bytes, from a path, a file: URL or an http(s) URL. A file too large is not read to its end.
 * @throws FileTooLarge
 */
export async function readFile(location: string, largest = LARGEST_FILE): Promise<Uint8Array> {
  if (isRemote(location)) return bytesAt(location, largest)
  const path = pathOf(location)
  return (await wholeFile(path, largest)) ?? bytesOf(chunksOf(path), largest)
}

/**
 * A file read into the memory it is to lie in, so that no part of it is there twice. Undefined of what is no file or says no size, as
 * those that a system makes up when they are read.
 */
async function wholeFile(path: string, largest: number): Promise<Uint8Array | undefined> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    const found = await file.stat()
    if (!found.isFile() || found.size === 0) return undefined
    if (found.size > largest) throw new FileTooLarge(largest)
    const bytes = new Uint8Array(found.size)
    for (let read = 0; read < bytes.length; ) {
      const { bytesRead } = await file.read(bytes, read, Math.min(bytes.length - read, AT_ONCE))
      // It was cut meanwhile.
      if (bytesRead === 0) return undefined
      read += bytesRead
    }
    const { bytesRead: further } = await file.read(new Uint8Array(1), 0, 1)
    return further === 0 ? bytes : undefined
  } finally {
    await file.close()
  }
}

/** Bytes asked for at once. */
const AT_ONCE = 1 << 26

/** The first bytes of a local file, at most so many. */
export function readHead(location: string, bytes: number): Promise<Uint8Array> {
  return bytesOf(chunksOf(pathOf(location), bytes), bytes)
}

/** Names of what lies in a local folder, sorted; none where it cannot be told. */
export async function listFolder(location: string): Promise<readonly string[]> {
  return (await readdir(pathOf(location) || '.').catch(() => [])).sort()
}

/** Opens without waiting for the other end of a pipe; what is no file has no end, or never begins. */
async function* chunksOf(path: string, bytes = Number.POSITIVE_INFINITY): AsyncGenerator<Uint8Array> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    const found = await file.stat()
    if (!found.isFile()) {
      const folder = found.isDirectory()
      throw Object.assign(new Error(`it is ${folder ? 'a folder' : 'a device, pipe or socket'}, no file`), {
        ...(folder && { code: 'EISDIR' }),
      })
    }
    // Closed here, for a stream that is left early closes later.
    yield* file.createReadStream({ highWaterMark: 2 ** 20, end: bytes - 1, autoClose: false })
  } finally {
    await file.close()
  }
}

/**
 * The same of a file below a folder, which no link may lead out of: a model's files come from anywhere, and must not make a
 * reader open others.
 *
 * @param folder - ends with a slash
 * @throws InputError `SHARD_PATH_UNSAFE`; FileTooLarge
 */
export async function readFileBelow(
  folder: string,
  name: string,
  largest = LARGEST_FILE,
): Promise<Uint8Array> {
  const root = await realpath(pathOf(folder) || '.')
  const path = await realpath(join(pathOf(folder), name)).catch(async (cause) => {
    const link = await lstat(join(pathOf(folder), name)).catch(() => undefined)
    throw link ? new Error('it is a link that leads nowhere', { cause }) : cause
  })
  if (path.startsWith(root.endsWith(sep) ? root : root + sep)) return readFile(path, largest)
  throw new InputError(
    'SHARD_PATH_UNSAFE',
    `${folder}${name} is a link that leads out of the model's folder, to ${path}; copy the file there`,
  )
}

/** Whether a server is asked for a location. */
export function isRemote(location: string): boolean {
  return /^https?:/.test(location)
}

function pathOf(location: string): string {
  return location.startsWith('file:') ? fileURLToPath(location) : location
}
