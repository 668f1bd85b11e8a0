/** A saved model's files in memory: model.json or network.json, and the weight files by the path it calls them. */
export interface ModelFileMap {
  readonly json: string | Uint8Array | object
  readonly shards: Readonly<Record<string, Uint8Array | ArrayBuffer>>
}

/**
 * Where a saved model is: the path (in Node) or URL of its file, or of the folder that holds it; the bytes of its file; its files
 * in memory; or the files a person picked in a page, in any order.
 */
export type ModelSource = string | URL | Uint8Array | ModelFileMap | File | readonly File[]

/** The file of a model, as much of it at first as tells what it is. */
export interface ModelFile {
  /** What messages call it: `model.json`. */
  readonly name: string
  /** The archive that it lies in, if it does. */
  readonly within?: string
  /** Its first bytes, `HEAD` of them or all; none where JSON is given parsed. */
  readonly head: Uint8Array
  /** All of it. @throws InputError MODEL_TOO_LARGE, FILE_UNREADABLE */
  bytes(): Promise<Uint8Array>
  /** Text or a value, where it is not given as bytes. */
  readonly given?: string | object
}

/** A model's file, and how to read those beside it. */
export interface OpenedSource {
  readonly file: ModelFile
  /**
   * The bytes of a file beside it; undefined if there is none.
   *
   * @param largest - a file with more bytes is not read
   * @throws FileTooLarge; InputError `SHARD_PATH_UNSAFE`, `FILE_UNREADABLE`
   */
  readBeside(path: string, largest?: number): Promise<Uint8Array | undefined>
  /** Whether to look for a sidecar: asking a server for one that is not there is an error in every log. */
  readonly sidecar: boolean
}

/** What may lie beside a model: how its images are prepared and what its classes are called. */
export const SIDECAR = 'umbra.json'

/** What a model's own document is called, unless a person says otherwise. */
export const DOCUMENTS: readonly string[] = ['model.json', 'network.json']

/** What others and Umbra call documents that lie beside a model. */
const BESIDE: readonly string[] = [
  'metadata.json',
  'manifest.json',
  'labels.json',
  'class_names.json',
  SIDECAR,
]

/** Whether a document is called like one that lies beside a model and is none. */
export function besideModels(name: string): boolean {
  return BESIDE.includes(name)
}

/** How a model's files are told from others where several lie together. */
export interface Recognition {
  /** Whether a file with these first bytes, which is not JSON, is a model's. */
  begins(head: Uint8Array): boolean
  /** Whether what a JSON file parses to is a model's. */
  says(json: unknown): boolean
}
