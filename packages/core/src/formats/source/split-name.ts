/** The folder of a path, with its slash, and what follows. */
export function splitName(path: string): [folder: string, name: string] {
  const folder = path.replace(/[^/\\]*$/, '')
  return [folder, path.slice(folder.length)]
}
