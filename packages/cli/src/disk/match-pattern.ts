import fs from 'node:fs'
import { isAbsolute } from 'node:path'
import { inputError } from '../input-error.js'

/**
 * What a pattern such as `photos/*.jpg` names, as a shell would have it: files, folders and links, those that lead nowhere among
 * them, in the order of code units. Capitals do not matter.
 *
 * @throws InputError FILE_UNREADABLE for a folder it leads through
 */
export async function matchPattern(pattern: string): Promise<string[]> {
  const { glob } = await import('tinyglobby')
  const closed: string[] = []
  const options = {
    caseSensitiveMatch: false,
    expandDirectories: false,
    onlyFiles: false,
    absolute: isAbsolute(pattern),
  }
  // It follows links to folders, but does not give the links themselves; once more for those, then.
  const through = await glob(pattern, { ...options, fs: outspoken(closed) })
  const links = await glob(pattern, { ...options, fs: { ...outspoken(closed), ...linksAsTheyAre } })
  if (closed[0] !== undefined) throw inputError('FILE_UNREADABLE', `${closed[0]} cannot be read`)
  return [...new Set([...through, ...links].map((path) => path.replace(/(.)\/$/, '$1')))].sort()
}

type Done = (error: NodeJS.ErrnoException | null, ...results: unknown[]) => void

const linksAsTheyAre = {
  realpath: (path: string, done: Done) => done(null, path),
  stat: fs.lstat,
} as unknown as Partial<typeof fs>

/**
 * The file system as the finder of files sees it. By itself it passes over links that lead nowhere and over folders it may not
 * read, without a word.
 *
 * @param closed - takes the folders that may not be read
 */
function outspoken(closed: string[]): Partial<typeof fs> {
  const own = {
    realpath: (path: string, done: Done) =>
      fs.realpath(path, (error, real) => done(null, error ? path : real)),
    stat: (path: string, done: Done) =>
      fs.stat(path, (error, found) => (error ? fs.lstat(path, done) : done(null, found))),
    readdir: (path: string, options: { withFileTypes: true }, done: Done) =>
      fs.readdir(path, options, (error, entries) => {
        if (error && error.code !== 'ENOENT' && error.code !== 'ENOTDIR') closed.push(path)
        done(error, entries)
      }),
  }
  return { ...fs, ...(own as unknown as Partial<typeof fs>) }
}
