import { createHash } from 'node:crypto'
import { fileChunks } from './file-chunks.js'

/** A file's size and SHA-256, read piece by piece. @param most - bytes after which it is not read on */
export async function hashOfFile(
  path: string,
  most = Number.POSITIVE_INFINITY,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of fileChunks(path)) {
    hash.update(chunk)
    bytes += chunk.length
    if (bytes > most) break
  }
  return { bytes, sha256: hash.digest('hex') }
}
