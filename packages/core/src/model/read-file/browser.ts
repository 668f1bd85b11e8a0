/** A file's bytes, from a URL, relative to the page. */
export async function readFile(location: string): Promise<Uint8Array> {
  const response = await fetch(location)
  if (!response.ok) throw new Error(`HTTP ${response.status}`)
  return new Uint8Array(await response.arrayBuffer())
}
