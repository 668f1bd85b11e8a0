import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { CellStore } from '@umbra/core/study'
import { readIfThere } from '../disk/read-if-there.js'
import type { Terminal } from '../terminal/terminal.js'
import type { OutputFolder } from './output-folder.js'

const CELLS = 'cells'

/** Finished pieces of work in a folder's cells/, which `--resume` goes on from. */
export interface KeptCells extends CellStore {
  /** Removes those this run wrote or read: what they were for is done. */
  clear(): Promise<void>
}

/**
 * Opens the cells of a folder.
 *
 * @param extension - what the cells hold: `maps`, `passes`
 * @param use - whether those kept before this run are read
 * @param terminal - is told, once, where some of them are damaged
 */
export function cellsIn(
  folder: OutputFolder,
  extension: string,
  { use, terminal }: { readonly use: boolean; readonly terminal: Pick<Terminal, 'note'> },
): KeptCells {
  const name = (key: string) => `${CELLS}/${key}.${extension}`
  const touched = new Set<string>()
  const written = new Set<string>()
  let damaged = false
  return {
    read: async (key) => {
      touched.add(name(key))
      return use || written.has(key)
        ? ((await readIfThere(join(folder.path, name(key)))) ?? undefined)
        : undefined
    },
    write: (key, bytes) => {
      touched.add(name(key))
      written.add(key)
      return folder.keep({ name: name(key), bytes })
    },
    onDamaged: (key) => {
      if (!damaged)
        terminal.note(`${join(folder.path, name(key))} is damaged; what is damaged there is computed again`)
      damaged = true
    },
    clear: () => folder.remove([...touched], CELLS),
  }
}

/** Whether an interrupted run left something to go on from. */
export async function hasCells(folder: OutputFolder): Promise<boolean> {
  return (await readdir(join(folder.path, CELLS)).catch(() => [])).length > 0
}
