import { inputError } from '../input-error.js'

/** The path that stands for it; a file of this name is `./-`. */
export const STANDARD_INPUT = '-'

/** All of it. @throws InputError FILE_TOO_LARGE, IMAGE_NOT_FOUND if it is a terminal or empty */
export async function readStandardInput(largest: number): Promise<Uint8Array> {
  if (process.stdin.isTTY) {
    throw inputError('IMAGE_NOT_FOUND', 'standard input is a terminal, expected a picture piped into it')
  }
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > largest) {
      throw inputError('FILE_TOO_LARGE', `standard input is larger than ${largest} bytes`)
    }
    chunks.push(chunk)
  }
  if (length === 0) throw inputError('IMAGE_NOT_FOUND', 'standard input is empty')
  return new Uint8Array(Buffer.concat(chunks))
}
