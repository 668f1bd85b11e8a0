import { mkdir, open, readdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { makeFolder } from '../disk/make-folder.js'
import { isTemporary, temporaryName } from '../disk/temporary-name.js'
import { inputError } from '../input-error.js'
import { FolderLock } from './folder-lock.js'
import { type Documented, describedFile, MANIFEST_FILE, manifestFile } from './manifest.js'
import { type OutputFile, StagedFiles } from './staged-files.js'

/**
 * A folder results are written into, by one process at a time. Made, and proved writable, before the long work whose results
 * it will hold.
 */
export class OutputFolder {
  readonly path: string
  /** The uppermost folder that had to be made for it. */
  readonly #made: string | undefined
  readonly #lock: FolderLock | undefined

  private constructor(path: string, made: string | undefined, lock: FolderLock | undefined) {
    this.path = path
    this.#made = made
    this.#lock = lock
  }

  /**
   * Makes the folder if it is missing, tries whether files can be written to it, keeps other processes out and sweeps up
   * what a killed one left half-written.
   *
   * @param options.shared - others may write there too: nothing is locked or swept
   * @throws InputError OUT_NOT_WRITABLE, OUT_NOT_A_FOLDER; InUse OUT_IN_USE
   */
  static async prepare(
    path: string,
    { shared = false }: { readonly shared?: boolean } = {},
  ): Promise<OutputFolder> {
    const made = await makeFolder(path).catch((cause) => refuse(path, cause))
    const probe = join(path, temporaryName())
    try {
      await (await open(probe, 'wx')).close()
      // Whoever holds the folder may have swept it up already.
      await rm(probe, { force: true })
    } catch (cause) {
      await refuse(path, cause as NodeJS.ErrnoException)
    }
    if (shared) return new OutputFolder(path, made, undefined)
    const lock = await FolderLock.take(path)
    for (const folder of [path, join(path, 'cells')]) await sweep(folder)
    return new OutputFolder(path, made, lock)
  }

  /**
   * Writes a group of files so that no half-written one is ever seen under its name: all are written in full below a
   * hidden folder, synced, then renamed one by one in the order given. If anything fails before the renaming, what was
   * there before is untouched.
   *
   * @param documented - makes the group all there is: a manifest of it comes last, and an older one goes before the first
   *   file does
   * @returns the paths written, in the order given
   * @throws InUse OUT_IN_USE if the folder was removed and another process took it
   */
  async write(files: readonly OutputFile[], documented?: Documented): Promise<string[]> {
    const all = documented ? [...files, await manifestFile(files.map(describedFile), documented)] : files
    const staged = new StagedFiles(this.path)
    try {
      await this.#lock?.ensure()
      for (const file of all) await staged.add(file)
      await this.#lock?.ensure()
      if (documented) await this.remove([MANIFEST_FILE])
      return await staged.finish()
    } finally {
      await staged.discard()
    }
  }

  /** Writes files as they are made: `make` hands them over one by one, and all get their names, and a manifest, once it is done. */
  async writeAsMade(
    make: (staged: StagedFiles) => Promise<void>,
    documented?: () => Documented,
  ): Promise<string[]> {
    const staged = new StagedFiles(this.path)
    try {
      await make(staged)
      if (documented) await staged.add(await manifestFile(await staged.described(), documented()))
      await this.#lock?.ensure()
      if (documented) await this.remove([MANIFEST_FILE])
      return await staged.finish()
    } finally {
      await staged.discard()
    }
  }

  /** Writes a file that can be made again: whole or not at all, but not forced to the disk. */
  async keep({ name, bytes }: OutputFile): Promise<void> {
    const path = join(this.path, name)
    const unfinished = join(dirname(path), temporaryName())
    await this.#lock?.ensure()
    await mkdir(dirname(path), { recursive: true })
    try {
      await writeFile(unfinished, bytes, { flag: 'wx' })
      await rename(unfinished, path)
    } catch (error) {
      await rm(unfinished, { force: true })
      throw error
    }
  }

  /** Removes files by name, and a folder if that leaves it empty; those that are not there do not matter. */
  async remove(names: readonly string[], folder?: string): Promise<void> {
    for (const name of names) await rm(join(this.path, name), { force: true })
    if (folder !== undefined) await rmdir(join(this.path, folder)).catch(() => undefined)
  }

  /**
   * Lets others write there, and takes back the folders made for it that are still empty, so that a run that failed leaves
   * nothing behind.
   */
  async release(): Promise<void> {
    this.#lock?.release()
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

async function sweep(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names.filter(isTemporary)) await rm(join(folder, name), { recursive: true, force: true })
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
