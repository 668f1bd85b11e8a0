import { createReadStream } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { InputError } from '../../errors.js'
import { bytesAt, bytesOf, LARGEST_FILE } from './limited.js'

/**
 * A file's bytes, from a path, a file: URL or an http(s) URL. A file too large is not read to its end.
 * @throws FileTooLarge
 */
export async function readFile(location: string, largest = LARGEST_FILE): Promise<Uint8Array> {
  if (isRemote(location)) return bytesAt(location, largest)
  return bytesOf(createReadStream(pathOf(location), { highWaterMark: 2 ** 20 }), largest)
}

/** The first bytes of a local file, at most so many. */
export function readHead(location: string, bytes: number): Promise<Uint8Array> {
  return bytesOf(createReadStream(pathOf(location), { end: bytes - 1 }), bytes)
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
  if (isRemote(folder)) return bytesAt(folder + name, largest)
  const root = await realpath(pathOf(folder) || '.')
  const path = await realpath(join(pathOf(folder), name))
  if (path.startsWith(root.endsWith(sep) ? root : root + sep)) return readFile(path, largest)
  throw new InputError(
    'SHARD_PATH_UNSAFE',
    `${folder}${name} is a link that leads out of the model's folder, to ${path}; copy the file there`,
  )
}

function isRemote(location: string): boolean {
  return /^https?:/.test(location)
}

function pathOf(location: string): string {
  return location.startsWith('file:') ? fileURLToPath(location) : location
}
