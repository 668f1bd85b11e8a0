import { randomBytes } from 'node:crypto'
import { mkdir, open, rename, rm, rmdir, stat } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { inputError } from '../input-error.js'

/** A file to be written: its path below the folder, with `/` between parts. */
export interface OutputFile {
  readonly name: string
  readonly bytes: Uint8Array | string
}

/** A folder results are written into. Made, and proved writable, before the long work whose results it will hold. */
export class OutputFolder {
  readonly path: string
  /** The uppermost folder that had to be made for it. */
  readonly #made: string | undefined

  private constructor(path: string, made: string | undefined) {
    this.path = path
    this.#made = made
  }

  /**
   * Makes the folder if it is missing and tries whether files can be written to it.
   *
   * @throws InputError OUT_NOT_WRITABLE, OUT_NOT_A_FOLDER
   */
  static async prepare(path: string): Promise<OutputFolder> {
    const made = await makeFolder(path).catch((cause) => refuse(path, cause))
    const probe = join(path, temporaryName())
    try {
      await (await open(probe, 'wx')).close()
      await rm(probe)
    } catch (cause) {
      await refuse(path, cause as NodeJS.ErrnoException)
    }
    return new OutputFolder(path, made)
  }

  /**
   * Writes a group of files so that no half-written one is ever seen under its name: all are written in full below a
   * hidden folder, synced, then renamed one by one in the order given. If anything fails before the renaming, what was
   * there before is untouched.
   *
   * @returns the paths written, in the order given
   */
  async write(files: readonly OutputFile[]): Promise<string[]> {
    const staging = join(this.path, temporaryName())
    try {
      for (const { name, bytes } of files) {
        await mkdir(dirname(join(staging, name)), { recursive: true })
        await writeSynced(join(staging, name), bytes)
      }
      for (const { name } of files) {
        await mkdir(dirname(join(this.path, name)), { recursive: true })
        await rename(join(staging, name), join(this.path, name))
      }
    } finally {
      await rm(staging, { recursive: true, force: true })
    }
    return files.map(({ name }) => join(this.path, name))
  }

  /** Removes files by name; those that are not there do not matter. */
  async remove(names: readonly string[]): Promise<void> {
    for (const name of names) await rm(join(this.path, name), { force: true })
  }

  /** Takes back the folders made for it that are still empty, so that a run that failed leaves nothing behind. */
  async release(): Promise<void> {
    if (this.#made === undefined) return
    const top = resolve(this.#made)
    let folder = resolve(this.path)
    while (!relative(top, folder).startsWith('..')) {
      const removed = await rmdir(folder).then(
        () => true,
        () => false,
      )
      if (!removed) return
      folder = dirname(folder)
    }
  }
}

/**
 * Makes a folder and those above it, one at a time: Node's own recursive `mkdir` never returns below a folder such as
 * /proc, where making one fails as if its parent were missing.
 *
 * @returns the uppermost folder made; undefined if there was nothing to make
 */
async function makeFolder(path: string): Promise<string | undefined> {
  try {
    await mkdir(path)
    return path
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const parent = dirname(path)
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return undefined
    if (code !== 'ENOENT' || parent === path || (await isThere(parent))) throw error
    const made = await makeFolder(parent)
    await mkdir(path)
    return made
  }
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

function temporaryName(): string {
  return `.umbra-writing-${randomBytes(6).toString('hex')}`
}

async function writeSynced(path: string, bytes: Uint8Array | string): Promise<void> {
  const file = await open(path, 'wx')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function refuse(path: string, cause: NodeJS.ErrnoException): Promise<never> {
  const found = await stat(path).catch(() => undefined)
  if (cause.code === 'ENOTDIR' || (found && !found.isDirectory())) {
    throw inputError('OUT_NOT_A_FOLDER', `${path} is a file, or lies below one`, cause)
  }
  throw inputError(
    'OUT_NOT_WRITABLE',
    `nothing can be written to ${path}: ${cause.code ?? cause.message}`,
    cause,
  )
}
