import { chunksOf, collectBytes } from '../../collect-bytes.js'

/** Largest file read where nothing says how long it should be: 1 GiB. */
export const LARGEST_FILE = 2 ** 30

/** A file that holds more than was to be read of it. */
export class FileTooLarge extends Error {
  constructor(largest: number) {
    super(`it holds more than ${largest} bytes`)
  }
}

/** All bytes of a stream, in memory of their own; one that goes on is not read to its end. @throws FileTooLarge */
export function bytesOf(chunks: AsyncIterable<Uint8Array>, largest: number): Promise<Uint8Array> {
  return collectBytes(chunks, largest, () => new FileTooLarge(largest))
}

/** Answers that say that nothing lies at a URL; stores that list no names answer 403. */
const NOTHING_THERE: readonly number[] = [403, 404, 410]

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
