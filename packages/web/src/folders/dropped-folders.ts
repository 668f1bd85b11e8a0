import { StudioError } from '../studio-error.js'
import type { PickedFile } from './picked-file.js'

/** Most files taken of folders. */
const MOST = 200_000

/**
 * The files of what is being dropped, folders among it gone through. To be called while the event lasts: what was dropped is gone after.
 *
 * @returns undefined where no folder is among it
 * @throws StudioError FILES_TOO_MANY, as a rejection
 */
export function droppedFolders(items: Iterable<DataTransferItem>): Promise<PickedFile[]> | undefined {
  const entries = [...items].flatMap((item) => item.webkitGetAsEntry?.() ?? [])
  return entries.some(({ isDirectory }) => isDirectory) ? filesOf(entries) : undefined
}

async function filesOf(entries: readonly FileSystemEntry[]): Promise<PickedFile[]> {
  const files: PickedFile[] = []
  const left = entries.map((entry) => ({ entry, path: entry.name }))
  for (let at = left.shift(); at; at = left.shift()) {
    const { entry, path } = at
    if (files.length + left.length > MOST)
      throw new StudioError('FILES_TOO_MANY', `what was dropped holds more than ${MOST} files`)
    if (entry.isFile) files.push({ path, file: await fileOf(entry as FileSystemFileEntry) })
    else {
      const inside = await entriesIn(entry as FileSystemDirectoryEntry)
      for (const one of inside) left.push({ entry: one, path: `${path}/${one.name}` })
    }
  }
  return files
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject))
}

/** A reader gives some entries at a time, and none at the end. */
async function entriesIn(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    if (some.length === 0) return all
    all.push(...some)
  }
}

/** The files of a folder that was chosen. */
export function chosenFolder(files: Iterable<File>): PickedFile[] {
  return [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file }))
}
