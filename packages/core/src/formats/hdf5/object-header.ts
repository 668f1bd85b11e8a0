import type { Hdf5Bytes } from './hdf5-bytes.js'

/** A message of an object's header: where it lies, how long it is, and whether it stands for one elsewhere. */
export interface Message {
  readonly type: number
  readonly at: number
  readonly size: number
  readonly shared: boolean
}

/** Types of messages (HDF5 File Format Specification 3.0, IV.A.2). */
export const MESSAGE = {
  dataspace: 0x01,
  linkInfo: 0x02,
  datatype: 0x03,
  link: 0x06,
  externalFiles: 0x07,
  layout: 0x08,
  filters: 0x0b,
  attribute: 0x0c,
  continuation: 0x10,
  symbolTable: 0x11,
  attributeInfo: 0x15,
} as const

/** The messages of an object's header, of version 1 or 2, with those of the blocks it goes on in. */
export function readObjectHeader(file: Hdf5Bytes, at: number): readonly Message[] {
  return file.u8(at) === 1 ? readVersion1(file, at) : readVersion2(file, at)
}

interface Block {
  readonly at: number
  readonly size: number
}

function readVersion1(file: Hdf5Bytes, at: number): readonly Message[] {
  const most = file.u16(at + 2)
  const blocks: Block[] = [{ at: at + 16, size: file.u32(at + 8) }]
  const messages: Message[] = []
  for (let b = 0; b < blocks.length; b++) {
    const { at: start, size } = blocks[b]!
    file.slice(start, size)
    for (let from = start; from + 8 <= start + size && messages.length < most; ) {
      file.step()
      const message = messageAt(file, from + 8, file.u16(from), file.u16(from + 2), file.u8(from + 4))
      if (message.at + message.size > start + size)
        throw new RangeError(`a message beyond its block at ${from}`)
      messages.push(message)
      if (message.type === MESSAGE.continuation) {
        blocks.push({ at: file.u64(message.at), size: file.u64(message.at + 8) })
      }
      from = message.at + message.size
    }
  }
  return messages
}

function readVersion2(file: Hdf5Bytes, at: number): readonly Message[] {
  file.expect(at, 'OHDR')
  if (file.u8(at + 4) !== 2) throw new RangeError(`an object of version ${file.u8(at + 4)}`)
  const flags = file.u8(at + 5)
  const sizeAt = at + 6 + (flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0)
  const sizeBytes = 1 << (flags & 3)
  const head = flags & 4 ? 6 : 4
  const blocks: Block[] = [{ at: sizeAt + sizeBytes, size: file.unsigned(sizeAt, sizeBytes) }]
  const messages: Message[] = []
  for (let b = 0; b < blocks.length; b++) {
    const { at: start, size } = blocks[b]!
    file.slice(start, size)
    for (let from = start; from + head <= start + size; ) {
      file.step()
      const message = messageAt(file, from + head, file.u8(from), file.u16(from + 1), file.u8(from + 3))
      if (message.at + message.size > start + size)
        throw new RangeError(`a message beyond its block at ${from}`)
      messages.push(message)
      if (message.type === MESSAGE.continuation) {
        const next = file.u64(message.at)
        file.expect(next, 'OCHK')
        // Without its signature and its checksum.
        blocks.push({ at: next + 4, size: file.u64(message.at + 8) - 8 })
      }
      from = message.at + message.size
    }
  }
  return messages
}

function messageAt(file: Hdf5Bytes, at: number, type: number, size: number, flags: number): Message {
  // Each is followed once: a block that goes on in itself has no end.
  if (type === MESSAGE.continuation) file.takeOnce('continuation', at)
  return { type, at, size, shared: (flags & 2) !== 0 }
}
