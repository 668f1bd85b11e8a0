import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { version } from '@umbra/core/explain'
import type { CellStore } from '@umbra/core/study'
import { readIfThere } from '../disk/read-if-there.js'
import type { Terminal } from '../terminal/terminal.js'
import type { OutputFolder } from './output-folder.js'

const CELLS = 'cells'

/** Finished pieces of work in a folder's cells/, which `--resume` goes on from. */
export interface KeptCells extends CellStore {
  /** Removes those this run wrote or read, and those that other versions left: what they were for is done. */
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
  const name = (key: string) => `${CELLS}/${key}.${version}.${extension}`
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
    clear: async () => {
      const others = (await namesIn(folder)).filter((cell) => !isOfThisVersion(cell))
      await folder.remove([...touched, ...others.map((cell) => `${CELLS}/${cell}`)], CELLS)
    },
  }
}

/** How many units an interrupted run left, of this version and of others, which hold nothing to go on from. */
export async function countCells(
  folder: OutputFolder,
): Promise<{ readonly own: number; readonly others: number }> {
  const names = await namesIn(folder)
  const own = names.filter(isOfThisVersion).length
  return { own, others: names.length - own }
}

/** Cells say in their names which version of Umbra wrote them: another's keys are never asked for. */
function isOfThisVersion(cell: string): boolean {
  return cell.slice(cell.indexOf('.')).startsWith(`.${version}.`)
}

async function namesIn(folder: OutputFolder): Promise<string[]> {
  const names = await readdir(join(folder.path, CELLS)).catch(() => [])
  return names.filter((name) => /^[0-9a-f]{64}\./.test(name))
}
