import { concatenated } from '../../../arrays/concatenated.js'

/** Pieces of a protocol buffer's bytes, in order: joined once, so that weights are copied once. */
export type Message = readonly Uint8Array[]

/** A message of fields. */
export function message(...fields: readonly Message[]): Message {
  return fields.flat()
}

/** A whole number of at least 0, as a varint. */
export function numberField(number: number, value: number): Message {
  return [varint(number * 8), varint(value)]
}

/** Four bytes of a float. */
export function floatField(number: number, value: number): Message {
  return [varint(number * 8 + 5), new Uint8Array(Float32Array.of(value).buffer)]
}

/** Bytes, text or a message, with their length. */
export function bytesField(number: number, value: Uint8Array | Message): Message {
  const pieces = value instanceof Uint8Array ? [value] : value
  return [varint(number * 8 + 2), varint(lengthOf(pieces)), ...pieces]
}

export function text(value: string): Uint8Array {
  return new TextEncoder().encode(value)
}

export function joined(pieces: Message): Uint8Array<ArrayBuffer> {
  return concatenated(Uint8Array, pieces)
}

function lengthOf(pieces: Message): number {
  return pieces.reduce((sum, { length }) => sum + length, 0)
}

function varint(value: number): Uint8Array {
  const bytes = []
  let rest = value
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
  return Uint8Array.from([...bytes, rest])
}
