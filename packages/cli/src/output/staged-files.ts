import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { hashOfFile } from '../disk/hash-of-file.js'
import { temporaryName } from '../disk/temporary-name.js'
import type { DescribedFile } from './manifest.js'

/** A file to be written: its path below the folder, with `/` between parts. */
export interface OutputFile {
  readonly name: string
  readonly bytes: Uint8Array | string
}

/**
 * Files on their way into a folder: written in full below a hidden folder of it as they are made, so that none need be held in
 * memory, and renamed one by one at the end. Until then, what was there before is untouched.
 */
export class StagedFiles {
  readonly #folder: string
  readonly #staging: string
  readonly #names: string[] = []

  /** @param folder - which is there */
  constructor(folder: string) {
    this.#folder = folder
    this.#staging = join(folder, temporaryName())
  }

  /** Writes a file and makes sure that it is on the disk. */
  async add({ name, bytes }: OutputFile): Promise<void> {
    await this.append(name, async (file) => {
      await file.writeFile(bytes)
    })
  }

  /** Writes a file piece by piece. */
  async append(name: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
    const path = join(this.#staging, name)
    await mkdir(dirname(path), { recursive: true })
    const file = await open(path, 'wx')
    try {
      await write(file)
      await file.sync()
    } finally {
      await file.close()
    }
    this.#names.push(name)
  }

  /** The files so far, as a manifest lists them. */
  async described(): Promise<DescribedFile[]> {
    const files: DescribedFile[] = []
    for (const name of this.#names) files.push({ name, ...(await hashOfFile(join(this.#staging, name))) })
    return files
  }

  /**
   * Puts the files under their names, in the order in which they were finished.
   * @returns their paths
   */
  async finish(): Promise<string[]> {
    const folders = new Set<string>()
    for (const name of this.#names) {
      const path = join(this.#folder, name)
      folders.add(dirname(path))
      await mkdir(dirname(path), { recursive: true })
      await rename(join(this.#staging, name), path)
    }
    for (const folder of folders) await sync(folder)
    await this.discard()
    return this.#names.map((name) => join(this.#folder, name))
  }

  /** Removes what has not been put under its name. */
  async discard(): Promise<void> {
    await rm(this.#staging, { recursive: true, force: true })
  }
}

/** Makes sure that the names in a folder outlast a power failure, where the system can. */
async function sync(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  await handle?.sync().catch(() => undefined)
  await handle?.close()
}
