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
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of fileChunks(path)) {
      length += chunk.length
      if (length > largest) throw inputError('FILE_TOO_LARGE', `${path} is larger than ${largest} bytes`)
      chunks.push(chunk)
    }
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'FILE_TOO_LARGE') throw cause
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw inputError('FILE_UNREADABLE', `${path} cannot be read: ${code ?? (cause as Error).message}`, cause)
  }
  return joined(chunks, length)
}

/** In memory of its own, so that readers may view it as numbers. */
function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.length
  }
  return bytes
}
