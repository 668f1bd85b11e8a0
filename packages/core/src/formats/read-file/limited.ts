/** Largest file read where nothing says how long it should be: 1 GiB. */
export const LARGEST_FILE = 2 ** 30

/** A file that holds more than was to be read of it. */
export class FileTooLarge extends Error {
  constructor(largest: number) {
    super(`it holds more than ${largest} bytes`)
  }
}

/** All bytes of a stream, in memory of their own; one that goes on is not read to its end. @throws FileTooLarge */
export async function bytesOf(chunks: AsyncIterable<Uint8Array>, largest: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const chunk of chunks) {
    length += chunk.length
    if (length > largest) throw new FileTooLarge(largest)
    parts.push(chunk)
  }
  const bytes = new Uint8Array(length)
  let offset = 0
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.length
  }
  return bytes
}

/** Answers that say that nothing lies at a URL. */
const NOTHING_THERE: readonly number[] = [404, 410]

/** The body of a URL's answer. @throws FileTooLarge, and an error that names the status, with code `ENOENT` if there is nothing */
export async function bytesAt(url: string, largest: number): Promise<Uint8Array> {
  const response = await fetch(url)
  if (!response.ok) {
    const error = new Error(`HTTP ${response.status}`)
    throw NOTHING_THERE.includes(response.status) ? Object.assign(error, { code: 'ENOENT' }) : error
  }
  if (Number(response.headers.get('content-length')) > largest && !response.headers.has('content-encoding')) {
    await response.body?.cancel()
    throw new FileTooLarge(largest)
  }
  return response.body ? bytesOf(chunksOf(response.body), largest) : new Uint8Array(0)
}

/** Written out, for not every browser lets a stream be iterated. */
async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = body.getReader()
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value
  } finally {
    await reader.cancel()
  }
}
