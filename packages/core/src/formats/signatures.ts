/** Bytes enough to tell what a file is. */
export const HEAD = 65_536

/** How a file begins, as text whose characters are its bytes, and the names in a ZIP that lie within. */
export function beginning(head: Uint8Array): {
  readonly text: string
  readonly entries: readonly string[]
} {
  const text = latin(head)
  return { text, entries: isZip(head) ? entryNames(text) : [] }
}

export function isHdf5(head: Uint8Array): boolean {
  return hdf5Start(head) !== undefined
}

/** Where HDF5 begins: a user block of 512 bytes, or twice that and so on, may come first (HDF5 File Format Specification, II.A). */
export function hdf5Start(head: Uint8Array): number | undefined {
  return [0, 512, 1024, 2048].find((at) => startsWith(head, '\x89HDF\r\n\x1a\n', at))
}

/** A TensorFlow Lite flatbuffer. */
export function isTflite(head: Uint8Array): boolean {
  return startsWith(head, 'TFL3', 4)
}

/**
 * ONNX's ModelProto. Protobuf has no signature, but the first fields tell: an ir_version, then a producer's name, a domain, a graph or
 * an operator set (onnx.proto).
 */
export function isOnnx(head: Uint8Array): boolean {
  const [first, version, second] = head as unknown as [number, number, number]
  return (
    first === 0x08 &&
    version >= 1 &&
    version <= 32 &&
    [0x12, 0x1a, 0x3a, 0x42].includes(second) &&
    !isSavedModel(head)
  )
}

/** SavedModel: schema version 1, then a MetaGraphDef. */
export function isSavedModel(head: Uint8Array): boolean {
  return startsWith(head, '\x08\x01\x12') && /serve|saved_model|tensorflow|Keras/i.test(latin(head))
}

export function isZip(head: Uint8Array): boolean {
  return startsWith(head, 'PK\x03\x04')
}

/** A Keras 3 file, `.keras`. */
export function isKerasZip(head: Uint8Array): boolean {
  return hasEntry(head, /(^|\/)config\.json$|model\.weights\.h5$/)
}

/** A ZIP that begins with a file called like a model's. Of one that holds it further in, `openZipped` asks the directory. */
export function isModelZip(head: Uint8Array): boolean {
  return hasEntry(head, /(^|\/)(model|network)\.json$|\.(onnx|h5|hdf5|keras|tflite)$/i)
}

/** Whether a file begins as a web page does. */
export function isWebPage(head: Uint8Array): boolean {
  return /^(\xef\xbb\xbf)?\s*<(!doctype html|html|head|body)/i.test(beginning(head).text)
}

function hasEntry(head: Uint8Array, end: RegExp): boolean {
  return isZip(head) && entryNames(latin(head)).some((name) => end.test(name))
}

/** Names in the local headers of a ZIP that lie within its first bytes. */
function entryNames(text: string): string[] {
  const found: string[] = []
  for (let at = 0; at >= 0; at = text.indexOf('PK\x03\x04', at + 4)) {
    const length = text.charCodeAt(at + 26) + 256 * text.charCodeAt(at + 27)
    found.push(text.slice(at + 30, at + 30 + length))
  }
  return found
}

function startsWith(head: Uint8Array, text: string, at = 0): boolean {
  return Array.from(text).every((character, i) => head[at + i] === character.charCodeAt(0))
}

function latin(bytes: Uint8Array): string {
  // TextDecoder knows no ISO 8859-1: it takes Windows-1252 for it.
  return Array.from(bytes.subarray(0, HEAD), (byte) => String.fromCharCode(byte)).join('')
}
