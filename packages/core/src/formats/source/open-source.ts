import { isRemote } from '#read-file'
import { FileTooLarge, LARGEST_FILE } from '../read-file/limited.js'
import { HEAD, isZip } from '../signatures.js'
import type { ModelFileMap, ModelSource, OpenedSource, Recognition } from './model-source.js'
import { openUrl } from './open-url.js'

/**
 * Finds a model's file, in a ZIP if it lies in one.
 *
 * @param recognition - which files are a model's; asked where several lie together
 * @throws InputError MODEL_NOT_FOUND, MODEL_AMBIGUOUS, MODEL_FORMAT for a file that is known to be something else
 */
export async function openSource(source: ModelSource, recognition: Recognition): Promise<OpenedSource> {
  const opened = await openFile(source, recognition)
  if (!isZip(opened.file.head)) return opened
  return (await import('./open-zipped.js')).openZipped(opened, recognition)
}

async function openFile(source: ModelSource, recognition: Recognition): Promise<OpenedSource> {
  if (typeof source === 'string' || source instanceof URL) return openLocation(String(source), recognition)
  if (source instanceof Uint8Array) return openBytes(source)
  if (typeof File !== 'undefined' && source instanceof File) return openPicked([source], recognition)
  if (isFileList(source)) return openPicked(source, recognition)
  return openMap(source as ModelFileMap)
}

/** A page knows no folders, and most are given none to pick from. */
async function openLocation(location: string, recognition: Recognition): Promise<OpenedSource> {
  if (isRemote(location)) return openUrl(location)
  return (await import('./open-location.js')).openLocation(location, recognition)
}

async function openPicked(files: readonly File[], recognition: Recognition): Promise<OpenedSource> {
  return (await import('./open-picked.js')).openPicked(files, recognition)
}

function isFileList(source: ModelSource): source is readonly File[] {
  return Array.isArray(source)
}

function openBytes(bytes: Uint8Array): OpenedSource {
  return {
    file: { name: 'the model', head: bytes.subarray(0, HEAD), bytes: async () => bytes },
    readBeside: async () => undefined,
    sidecar: false,
  }
}

function openMap({ json, shards }: ModelFileMap): OpenedSource {
  const name = 'model.json'
  const file =
    json instanceof Uint8Array
      ? { name, head: json.subarray(0, HEAD), bytes: async () => json }
      : { name, head: new Uint8Array(0), bytes: async () => new Uint8Array(0), given: json }
  const readBeside = async (path: string, largest = LARGEST_FILE) => {
    const shard = Object.hasOwn(shards, path) ? shards[path] : undefined
    if (shard && shard.byteLength > largest) throw new FileTooLarge(largest)
    return shard instanceof ArrayBuffer ? new Uint8Array(shard) : shard
  }
  return { file, readBeside, sidecar: false }
}
