import { beginning, isSavedModel, isWebPage, isZip } from '../signatures.js'

export { HEAD } from '../signatures.js'

const DOCS = 'docs/models.md says how'
const CONVERTER = 'save it as .keras'
const FROM_PYTORCH = `write network.json beside its weights (${DOCS})`

/**
 * What a file that is no model.json or network.json is, told by its first bytes, and the way to a model that can be read; undefined
 * for what is not known.
 *
 * @param head - the first bytes, `HEAD` of them or all
 * @param name - of the file; asked only where bytes alone do not tell
 */
export function foreignFile(head: Uint8Array, name: string): string | undefined {
  const { text, entries } = beginning(head)
  for (const [is, words] of signatures) if (is(head, text)) return words
  if (isZip(head)) return foreignArchive(entries) ?? 'a ZIP archive; unpack it, and name the model in it'
  if (isSafetensors(head)) return `safetensors, weights without their layers; ${FROM_PYTORCH}`
  return protobuf(head, text) ?? byName(name)
}

/** What stands in place of a large file where only Git fetched it. */
export const LFS_POINTER =
  'a Git LFS pointer, which stands for a file that was not fetched; git lfs pull fetches it'

export function isLfsPointer(head: Uint8Array): boolean {
  return beginning(head.subarray(0, 64)).text.startsWith('version https://git-lfs')
}

type Test = (head: Uint8Array, text: string) => boolean

const startsWith =
  (prefix: string): Test =>
  (_, text) =>
    text.startsWith(prefix)

const signatures: readonly (readonly [Test, string])[] = [
  [(head) => isLfsPointer(head), LFS_POINTER],
  // The magic number of torch.save before version 1.6, and any pickle of protocol 2 to 5.
  [
    (head) => head[0] === 0x80 && head[1]! >= 2 && head[1]! <= 5,
    `a Python pickle, as PyTorch writes .pt and .pth; export the model with torch.onnx.export, or save its state_dict as safetensors and ${FROM_PYTORCH}`,
  ],
  [startsWith('\x1f\x8b'), 'gzip; unpack it, and name the model in it'],
  [(_, text) => text.startsWith('ustar', 257), 'a tar archive; unpack it, and name the model in it'],
  [isWebPage, 'a web page, saved in place of a model; fetch the file itself'],
  [startsWith('\x93NUMPY'), 'an NPY array, weights or images, and no model'],
]

/** What a ZIP is that holds files of these names, where others have a use for such; undefined for any. */
export function foreignArchive(names: readonly string[]): string | undefined {
  const has = (end: RegExp) => names.some((name) => end.test(name))
  if (has(/(^|\/)data\.pkl$/))
    return `a PyTorch file (.pt, .pth); export the model with torch.onnx.export, or save its state_dict as safetensors and ${FROM_PYTORCH}`
  if (has(/saved_model\.pb$/)) return `a ZIP of a SavedModel; load it in Keras and ${CONVERTER}`
  if (names.length > 0 && names.every((name) => name.endsWith('.npy')))
    return `an NPZ archive, weights without their layers; ${FROM_PYTORCH}`
  return undefined
}

/** A length of the header in 8 bytes, little-endian, then JSON. */
function isSafetensors(head: Uint8Array): boolean {
  if (head.length < 10 || head[8] !== 0x7b) return false
  const length = new DataView(head.buffer, head.byteOffset).getBigUint64(0, true)
  return length > 1n && length < 100_000_000n
}

/** Protobuf has no signature: the first fields of the messages tell. */
function protobuf(head: Uint8Array, text: string): string | undefined {
  if (isSavedModel(head)) return `a SavedModel; load it in Keras and ${CONVERTER}`
  // GraphDef: a list of nodes, whose names and operations come first.
  if (
    head[0] === 0x0a &&
    text.indexOf('\x0a', 1) <= 4 &&
    /(Placeholder|Const|Identity|NoOp)/.test(text.slice(0, 2000))
  )
    return `a frozen TensorFlow graph (.pb), operations without layers; take the Keras model it was made from and ${CONVERTER}`
  return undefined
}

const names: readonly (readonly [RegExp, string])[] = [
  [/\.onnx$/i, 'no ONNX file, whatever its name says'],
  [/\.(h5|hdf5)$/i, 'no HDF5 file, whatever its name says; save the model again'],
  [/\.keras$/i, 'no Keras file, whatever its name says; save the model again'],
  [/\.tflite$/i, 'no TensorFlow Lite file, whatever its name says'],
  [
    /\.pb$/i,
    `a TensorFlow graph, operations without layers; take the Keras model it was made from and ${CONVERTER}`,
  ],
  [
    /\.(pt|pth)$/i,
    `no PyTorch file, whatever its name says; save the state_dict as safetensors and ${FROM_PYTORCH}`,
  ],
  [/\.bin$/i, 'weights without their layers; name the model.json they belong to'],
]

function byName(name: string): string | undefined {
  return names.find(([end]) => end.test(name))?.[1]
}
