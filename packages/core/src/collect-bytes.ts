/**
 * All bytes of a stream, in memory of their own, so that they may be viewed as numbers. One that goes on is not read to its end.
 *
 * @param largest - bytes at most
 * @param tooLarge - makes the error to throw where there are more
 */
export async function collectBytes(
  chunks: AsyncIterable<Uint8Array>,
  largest: number,
  tooLarge: () => Error,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const chunk of chunks) {
    length += chunk.length
    if (length > largest) throw tooLarge()
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

/** Written out, for not every browser lets a stream be iterated. A stream that is left early is told so. */
export async function* chunksOf(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = stream.getReader()
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value
  } finally {
    await reader.cancel()
  }
}
