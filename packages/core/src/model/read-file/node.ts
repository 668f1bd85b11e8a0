import { readFile as read } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/** A file's bytes, from a path, a file: URL or an http(s) URL. */
export async function readFile(location: string): Promise<Uint8Array> {
  if (/^https?:/.test(location)) {
    const response = await fetch(location)
    if (!response.ok) throw new Error(`HTTP ${response.status}`)
    return new Uint8Array(await response.arrayBuffer())
  }
  return read(location.startsWith('file:') ? fileURLToPath(location) : location)
}
