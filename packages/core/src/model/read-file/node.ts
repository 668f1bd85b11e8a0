import { createReadStream } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Largest file read: 1 GiB. */
const LARGEST = 2 ** 30

/** A file's bytes, from a path, a file: URL or an http(s) URL. A file too large is not read to its end. */
export async function readFile(location: string): Promise<Uint8Array> {
  if (/^https?:/.test(location)) {
    const response = await fetch(location)
    if (!response.ok) throw new Error(`HTTP ${response.status}`)
    return new Uint8Array(await response.arrayBuffer())
  }
  const path = location.startsWith('file:') ? fileURLToPath(location) : location
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 }) as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > LARGEST) throw new Error('it is larger than 1 GiB')
    chunks.push(chunk)
  }
  // Not Buffer.concat, whose pooled memory starts anywhere.
  const bytes = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.length
  }
  return bytes
}
