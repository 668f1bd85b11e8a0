import { readFile } from 'node:fs/promises'
import { inputError } from '../input-error.js'

/** A file's bytes, or null where there is none. @throws InputError FILE_UNREADABLE */
export async function readIfThere(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw inputError('FILE_UNREADABLE', `${path} cannot be read: ${code}`, cause)
  }
}
