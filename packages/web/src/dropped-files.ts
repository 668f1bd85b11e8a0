import { StudioError } from './studio-error.js'

/** Most files taken of folders that were dropped: a result has some tens. */
const MOST = 1000

/**
 * The files that were dropped, those in folders with their paths below these. Entries are taken at once: a browser forgets them when the
 * event is over.
 *
 * @throws StudioError FILES_TOO_MANY
 */
export function droppedFiles({ items, files }: DataTransfer): Promise<ReadonlyMap<string, File>> {
  const entries = [...items].map((item) => item.webkitGetAsEntry())
  const plain = [...files]
  return gathered(entries, plain)
}

async function gathered(
  entries: readonly (FileSystemEntry | null)[],
  plain: readonly File[],
): Promise<ReadonlyMap<string, File>> {
  if (!entries.some((entry) => entry?.isDirectory)) return byName(plain)
  const found = new Map<string, File>()
  const take = async (entry: FileSystemEntry, below: string): Promise<void> => {
    if (entry.name.startsWith('.')) return
    if (found.size >= MOST)
      throw new StudioError('FILES_TOO_MANY', `the folder holds more than ${MOST} files`)
    if (entry.isFile) {
      const file = await new Promise<File>((resolve, reject) =>
        (entry as FileSystemFileEntry).file(resolve, reject),
      )
      found.set(`${below}${entry.name}`, file)
      return
    }
    for (const inner of await entriesOf(entry as FileSystemDirectoryEntry))
      await take(inner, `${below}${entry.name}/`)
  }
  for (const entry of entries) {
    if (entry?.isDirectory)
      for (const inner of await entriesOf(entry as FileSystemDirectoryEntry)) await take(inner, '')
    else if (entry) await take(entry, '')
  }
  return found
}

/** Files by their names; of several that are called alike, such as pasted pictures, none is lost. */
export function byName(files: readonly File[]): ReadonlyMap<string, File> {
  const found = new Map<string, File>()
  for (const file of files) found.set(found.has(file.name) ? `${found.size}/${file.name}` : file.name, file)
  return found
}

/** A browser gives a folder's entries some at a time. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    if (some.length === 0 || all.length > MOST) return all
    all.push(...some)
  }
}
