/** One component of a picture, such as its luma, and how it is laid out. */
export interface Component {
  readonly id: number
  /** Samples across and down for one unit of the picture, 1 to 4. */
  readonly across: number
  readonly down: number
  /** Number of its quantization table. */
  readonly table: number
  /** Of the component, in samples, without padding. */
  readonly width: number
  readonly height: number
  /** Blocks of 8×8 that hold them. */
  readonly blocksWide: number
  readonly blocksHigh: number
  /** Blocks stored where components are interleaved: whole units. */
  readonly storedWide: number
  readonly storedHigh: number
}

/** What a frame header says (ITU-T T.81, B.2.2). */
export interface Frame {
  readonly progressive: boolean
  /** Bits a sample: 8 or 12. */
  readonly depth: 8 | 12
  readonly width: number
  readonly height: number
  readonly components: readonly Component[]
  /** Largest `across` and `down` of its components: a unit is so many blocks. */
  readonly across: number
  readonly down: number
  /** Units of all components. */
  readonly unitsWide: number
  readonly unitsHigh: number
}

/** Kinds of JPEG that hardly any program reads, by the marker of their frame. */
const UNREAD: Readonly<Record<number, string>> = {
  195: 'a lossless JPEG',
  197: 'a hierarchical JPEG',
  198: 'a hierarchical JPEG',
  199: 'a hierarchical JPEG',
  200: 'a JPEG of a kind kept for extensions',
  201: 'an arithmetic-coded JPEG',
  202: 'an arithmetic-coded JPEG',
  203: 'a lossless JPEG',
  205: 'a hierarchical JPEG',
  206: 'a hierarchical JPEG',
  207: 'a hierarchical JPEG',
  222: 'a hierarchical JPEG',
  247: 'a JPEG-LS file',
}

/** Whether a marker begins a frame, of a kind that is read or not. */
export function isFrame(marker: number): boolean {
  return (marker >= 0xc0 && marker <= 0xc2) || marker in UNREAD
}

/**
 * Reads a frame header.
 *
 * @param laterHeight - gives the height where the header leaves it to a DNL segment
 * @throws Error if it is not whole, or of a kind that is not read
 */
export function readFrame(marker: number, data: Uint8Array, laterHeight: () => number): Frame {
  const unread = UNREAD[marker]
  if (unread) throw new Error(`it is ${unread}, expected a baseline or progressive one`)
  const count = data[5]!
  if (data.length < 6 || data.length !== 6 + 3 * count) throw new Error('its frame header is damaged')
  const depth = data[0]!
  if (depth !== 8 && depth !== 12) throw new Error(`it has ${depth} bits a sample, expected 8 or 12`)
  if (![1, 3, 4].includes(count)) throw new Error(`it has ${count} components, expected 1, 3 or 4`)
  const width = (data[3]! << 8) | data[4]!
  const height = (data[1]! << 8) | data[2]! || laterHeight()
  const stated = Array.from({ length: count }, (_, c) => statedComponent(data.subarray(6 + 3 * c, 9 + 3 * c)))
  if (new Set(stated.map(({ id }) => id)).size < count) throw new Error('two of its components have one name')
  const across = Math.max(...stated.map((component) => component.across))
  const down = Math.max(...stated.map((component) => component.down))
  const unitsWide = Math.ceil(width / (8 * across))
  const unitsHigh = Math.ceil(height / (8 * down))
  const components = stated.map((component) => {
    if (across % component.across || down % component.down) {
      throw new Error(`a component is sampled ${component.across}×${component.down} beside ${across}×${down}`)
    }
    const size = {
      width: Math.ceil((width * component.across) / across),
      height: Math.ceil((height * component.down) / down),
    }
    return {
      ...component,
      ...size,
      blocksWide: Math.ceil(size.width / 8),
      blocksHigh: Math.ceil(size.height / 8),
      storedWide: unitsWide * component.across,
      storedHigh: unitsHigh * component.down,
    }
  })
  return {
    progressive: marker === 0xc2,
    depth,
    width,
    height,
    components,
    across,
    down,
    unitsWide,
    unitsHigh,
  }
}

function statedComponent(data: Uint8Array) {
  const [id, sampling, table] = [data[0]!, data[1]!, data[2]!]
  const [across, down] = [sampling >> 4, sampling & 15]
  if (across < 1 || across > 4 || down < 1 || down > 4 || table > 3)
    throw new Error('its frame header is damaged')
  return { id, across, down, table }
}
