/** A stretch of a JPEG's head: its marker's second byte, and what follows its length. */
export interface JpegSegment {
  readonly marker: number
  readonly data: Uint8Array
}

const START_OF_SCAN = 0xda

/** The whole segments of a JPEG before its picture data (ITU-T T.81, B.1.1). */
export function* jpegSegments(bytes: Uint8Array): Generator<JpegSegment> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 2
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!
    // 0xff may be repeated as padding before a marker.
    if (marker === 0xff) {
      at++
      continue
    }
    const end = at + 2 + view.getUint16(at + 2)
    if (marker === START_OF_SCAN || end > bytes.length) return
    yield { marker, data: bytes.subarray(at + 4, end) }
    at = end
  }
}
