/** Files by their names; of several that are called alike, such as pasted pictures, none is lost. */
export function byName(files: readonly File[]): ReadonlyMap<string, File> {
  const found = new Map<string, File>()
  for (const file of files) found.set(found.has(file.name) ? `${found.size}/${file.name}` : file.name, file)
  return found
}
