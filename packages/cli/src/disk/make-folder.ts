import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Makes a folder and those above it, one at a time: Node's own recursive `mkdir` never returns below a folder such as
 * /proc, where making one fails as if its parent were missing.
 *
 * @returns the uppermost folder made; undefined if there was nothing to make
 */
export async function makeFolder(path: string): Promise<string | undefined> {
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
