/** A part of a JPEG: its marker's second byte, what follows its length, and where it ends. */
export interface Segment {
  readonly marker: number
  readonly data: Uint8Array
  readonly end: number
}

/** Markers without data: TEM and the restart markers. */
const isBare = (marker: number) => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)

/**
 * The segment at a place (ITU-T T.81, B.1.1); 0xff may be repeated before a marker.
 *
 * @returns undefined where the file ends
 * @throws Error if there is none, or it is not whole
 */
export function segmentAt(bytes: Uint8Array, from: number): Segment | undefined {
  let at = from
  while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at++
  const marker = bytes[at + 1]
  if (marker === undefined) return undefined
  if (bytes[at] !== 0xff || marker < 1 || marker === 0xd8)
    throw new Error('its parts do not follow one another')
  if (isBare(marker) || marker === 0xd9) return { marker, data: bytes.subarray(at + 2, at + 2), end: at + 2 }
  const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)
  const end = at + 2 + length
  if (end > bytes.length) return undefined
  if (length < 2) throw new Error('a part of it says it is shorter than its own head')
  return { marker, data: bytes.subarray(at + 4, end), end }
}

/** The number of lines from the DNL segment that follows the first scan (T.81, B.2.5). @throws Error if there is none */
export function laterHeight(bytes: Uint8Array, from: number): number {
  let segment = segmentAt(bytes, from)
  while (segment && segment.marker !== 0xda) segment = segmentAt(bytes, segment.end)
  for (let at = segment?.end ?? bytes.length; at + 6 <= bytes.length; at++) {
    const next = bytes[at + 1]!
    const isData = bytes[at] !== 0xff || next === 0 || next === 0xff || isBare(next)
    if (isData) continue
    if (next === 0xdc) return (bytes[at + 4]! << 8) | bytes[at + 5]!
    break
  }
  throw new Error('it states no height')
}
