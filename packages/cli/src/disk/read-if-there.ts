import { inputError } from '../input-error.js'
import { fileChunks } from './file-chunks.js'

/** Largest file read: 1 GiB. */
const LARGEST = 2 ** 30

/**
 * A file's bytes, or null where there is none. What is larger is not read to its end, and a device, which may have none, not
 * at all.
 *
 * @throws InputError FILE_UNREADABLE, FILE_TOO_LARGE
 */
export async function readIfThere(path: string, largest = LARGEST): Promise<Uint8Array | null> {
  try {
    return await readWhole(fileChunks(path), path, largest)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'FILE_TOO_LARGE') throw cause
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw inputError('FILE_UNREADABLE', `${path} cannot be read: ${code ?? (cause as Error).message}`, cause)
  }
}

/**
 * All bytes of a file or stream, in memory of their own, so that readers may view them as numbers.
 *
 * @param name - what to call it in an error
 * @throws InputError FILE_TOO_LARGE, as soon as more has come
 */
export async function readWhole(
  source: AsyncIterable<Uint8Array>,
  name: string,
  largest: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of source) {
    length += chunk.length
    if (length > largest) throw inputError('FILE_TOO_LARGE', `${name} is larger than ${largest} bytes`)
    chunks.push(chunk)
  }
  const bytes = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.length
  }
  return bytes
}
