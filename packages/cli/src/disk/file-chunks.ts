import { constants, type Stats } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'

const CHUNK = 2 ** 20
/** How long a pipe that nobody has opened for writing is waited for, and how often it is looked at. Milliseconds. */
const PATIENCE = 5000
const PAUSE = 20

/**
 * Opens without waiting: to open a pipe otherwise waits for a writer, in a thread that keeps even a process that exits.
 */
export const WITHOUT_WAITING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/**
 * The bytes of a file, or of a pipe such as a shell's `<(…)`, piece by piece.
 *
 * @throws NotAFile for a folder, a device, or a pipe that nobody writes to; else what the system says
 */
export async function* fileChunks(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path, WITHOUT_WAITING)
  try {
    const found = await file.stat()
    requireReadable(found)
    yield* found.isFIFO() ? pipeChunks(file) : chunksOf(file)
  } finally {
    await file.close()
  }
}

/** What is no file, and has no end or no bytes. */
export class NotAFile extends Error {
  override readonly name = 'NotAFile'
  /** @param what - such as `a device` */
  constructor(what: string) {
    super(`it is ${what}, expected a file`)
  }
}

/** @throws NotAFile for what is neither a file nor a pipe */
export function requireReadable(found: Stats): void {
  if (found.isFile() || found.isFIFO()) return
  throw new NotAFile(found.isDirectory() ? 'a folder' : 'a device or socket')
}

async function* chunksOf(file: FileHandle): AsyncGenerator<Uint8Array> {
  for (;;) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK, null)
    if (bytesRead === 0) return
    yield buffer.subarray(0, bytesRead)
  }
}

/** A pipe without a writer reads as at its end, and one whose writer is silent as busy. */
async function* pipeChunks(file: FileHandle): AsyncGenerator<Uint8Array> {
  let written = false
  for (let waited = 0; ; waited += PAUSE) {
    try {
      for await (const chunk of chunksOf(file)) {
        written = true
        yield chunk
      }
      if (written) return
      if (waited >= PATIENCE) throw new NotAFile('a pipe that nobody writes to')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      written = true
    }
    await setTimeout(PAUSE)
  }
}
