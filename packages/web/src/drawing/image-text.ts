const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/**
 * A grey image as text short enough for an address: runs of zeros as a zero and their length, other bytes as they are, in
 * URL-safe base64 (RFC 4648, section 5).
 *
 * @param pixels - bytes, 0 the ground
 */
export function imageText(pixels: Uint8Array): string {
  const bytes: number[] = []
  for (let i = 0; i < pixels.length; ) {
    if (pixels[i] !== 0) {
      bytes.push(pixels[i++]!)
      continue
    }
    let run = 0
    while (run < 255 && pixels[i] === 0) {
      run++
      i++
    }
    bytes.push(0, run)
  }
  return base64(bytes)
}

/** Reads what `imageText` wrote; undefined if the text is anything else, or holds another number of pixels. */
export function pixelsOfText(text: string, size: number): Uint8Array<ArrayBuffer> | undefined {
  const bytes = bytesOf(text)
  if (!bytes) return undefined
  const pixels = new Uint8Array(size)
  let at = 0
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === 0) {
      const run = bytes[++i]
      if (!run) return undefined
      at += run
    } else if (at < size) pixels[at++] = bytes[i]!
    else return undefined
  }
  return at === size ? pixels : undefined
}

function base64(bytes: readonly number[]): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const word = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    const characters = Math.min(4, 2 + (bytes.length - 1 - i))
    for (let c = 0; c < characters; c++) text += ALPHABET[(word >> (18 - 6 * c)) & 63]
  }
  return text
}

function bytesOf(text: string): number[] | undefined {
  const bytes: number[] = []
  let word = 0
  let bits = 0
  for (const character of text) {
    const value = ALPHABET.indexOf(character)
    if (value < 0) return undefined
    word = ((word << 6) | value) & 0xffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes.push((word >> bits) & 255)
    }
  }
  return bytes
}
