import { BitReader } from './bit-reader.js'
import type { Component, Frame } from './frame.js'
import type { SpectralBand } from './progressive-block.js'

/** What a scan header says (ITU-T T.81, B.2.3). */
export interface Scan extends SpectralBand {
  /** Its components: their place in the frame, and the numbers of their Huffman tables. */
  readonly parts: readonly { readonly component: number; readonly dc: number; readonly ac: number }[]
  /** Whether it gives a further bit of coefficients that came before; `bit` is that bit. */
  readonly further: boolean
}

/** Blocks of an interleaved unit, at most. */
const MOST_BLOCKS = 10

/** Reads a scan header. @throws Error if it is not whole or does not fit the frame */
export function readScan(data: Uint8Array, frame: Frame): Scan {
  const count = data[0]!
  if (count < 1 || count > 4 || data.length !== 4 + 2 * count) throw new Error('a scan header is damaged')
  const parts = Array.from({ length: count }, (_, i) => {
    const id = data[1 + 2 * i]!
    const component = frame.components.findIndex((one) => one.id === id)
    const [dc, ac] = [data[2 + 2 * i]! >> 4, data[2 + 2 * i]! & 15]
    if (component < 0) throw new Error(`a scan is of component ${id}, which its frame has not`)
    if (dc > 3 || ac > 3) throw new Error('a scan header is damaged')
    return { component, dc, ac }
  })
  if (new Set(parts.map(({ component }) => component)).size < count) {
    throw new Error('a scan has a component twice')
  }
  const blocks = parts.reduce((sum, { component }) => sum + blocksOf(frame.components[component]!), 0)
  if (count > 1 && blocks > MOST_BLOCKS)
    throw new Error(`a scan has units of ${blocks} blocks, at most ${MOST_BLOCKS} are read`)
  if (!frame.progressive) return { parts, first: 0, last: 63, bit: 0, further: false }
  const [first, last] = [data[1 + 2 * count]!, data[2 + 2 * count]!]
  const [before, bit] = [data[3 + 2 * count]! >> 4, data[3 + 2 * count]! & 15]
  const sensible =
    bit <= 13 &&
    (before === 0 || before === bit + 1) &&
    (first === 0 ? last === 0 : first <= last && last <= 63 && count === 1)
  if (!sensible) throw new Error('a scan header is damaged')
  return { parts, first, last, bit, further: before > 0 }
}

function blocksOf({ across, down }: Component): number {
  return across * down
}

/** Blocks that a scan holds: with one component those that are seen, with several those of whole units (T.81, A.2). */
export function blocksIn({ parts }: Scan, { components, unitsWide, unitsHigh }: Frame): number {
  const only = parts.length === 1 ? components[parts[0]!.component]! : undefined
  if (only) return only.blocksWide * only.blocksHigh
  return unitsWide * unitsHigh * parts.reduce((sum, part) => sum + blocksOf(components[part.component]!), 0)
}

/** What reads the blocks of a scan. */
export interface BlockReader {
  /** @param part - which of the scan's components */
  block(part: number, row: number, column: number): void
  /** Begins anew after a restart marker, or ends. */
  restart(): void
}

/**
 * Goes through a scan's blocks in the order in which they are stored.
 *
 * @returns where the next marker is, and how many bytes before it were left over
 * @throws Error if the data end early, or restart markers are not where they should be
 */
export function readBlocks(
  bytes: Uint8Array,
  at: number,
  scan: Scan,
  frame: Frame,
  restartInterval: number,
  blockReader: (reader: BitReader) => BlockReader,
): { readonly at: number; readonly left: number } {
  const reader = new BitReader(bytes, at)
  const blocks = blockReader(reader)
  const only = scan.parts.length === 1 ? frame.components[scan.parts[0]!.component]! : undefined
  const [wide, high] = only ? [only.blocksWide, only.blocksHigh] : [frame.unitsWide, frame.unitsHigh]
  let done = 0
  for (let row = 0; row < high; row++) {
    for (let column = 0; column < wide; column++, done++) {
      if (restartInterval > 0 && done > 0 && done % restartInterval === 0) {
        blocks.restart()
        reader.restart((done / restartInterval - 1) % 8)
      }
      if (only) blocks.block(0, row, column)
      else readUnit(scan, frame, blocks, row, column)
      if (reader.overrun)
        throw new Error(`its data end after ${done} of ${wide * high} ${only ? 'blocks' : 'units'}`)
    }
  }
  blocks.restart()
  const left = reader.finish()
  return { at: reader.at, left }
}

function readUnit(scan: Scan, frame: Frame, blocks: BlockReader, row: number, column: number): void {
  for (let part = 0; part < scan.parts.length; part++) {
    const { across, down } = frame.components[scan.parts[part]!.component]!
    for (let y = 0; y < down; y++) {
      for (let x = 0; x < across; x++) blocks.block(part, row * down + y, column * across + x)
    }
  }
}
