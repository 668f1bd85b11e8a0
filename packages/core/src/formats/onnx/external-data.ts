import type { TensorProto } from 'onnx-buf'
import { InputError } from '../../errors.js'
import { isLfsPointer, LFS_POINTER } from '../foreign/foreign-file.js'
import type { ReadOptions } from '../model.js'
import { requireBelow } from '../require-below.js'
import { malformed } from './faults.js'

const EXTERNAL = 1

/**
 * Files beside a model's that hold weights, by the path it calls them.
 * @throws InputError SHARD_PATH_UNSAFE, SHARD_MISSING, MODEL_ONNX
 */
export async function readExternalFiles(
  tensors: readonly TensorProto[],
  readBeside: ReadOptions['readBeside'],
): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>()
  for (const tensor of tensors) {
    if (tensor.dataLocation !== EXTERNAL) continue
    const { location } = placeOf(tensor)
    if (files.has(location)) continue
    requireBelow(location, `weight "${tensor.name}"`)
    const bytes = await readBeside(location)
    if (!bytes) {
      const what = `the weight file ${location}, named in the ONNX file, cannot be read; it belongs beside it`
      throw new InputError('SHARD_MISSING', what)
    }
    if (isLfsPointer(bytes)) throw new InputError('MODEL_FORMAT', `${location} is ${LFS_POINTER}`)
    files.set(location, bytes)
  }
  return files
}

/** Where a tensor's bytes lie; undefined where it holds them itself. @throws InputError MODEL_ONNX */
export function externalBytes(
  tensor: TensorProto,
  files: ReadonlyMap<string, Uint8Array>,
): Uint8Array | undefined {
  if (tensor.dataLocation !== EXTERNAL) return undefined
  const { location, offset, length } = placeOf(tensor)
  const file = files.get(location)
  if (!file) throw malformed(`tensor "${tensor.name}"`, 'lies in another file and is no weight of the graph')
  const end = length === undefined ? file.length : offset + length
  if (offset <= end && end <= file.length) return file.subarray(offset, end)
  const got = `bytes ${offset} to ${end} of ${location}, which has ${file.length}`
  throw malformed(`weight "${tensor.name}"`, `expected to lie within its file, got ${got}`)
}

function placeOf({ name, externalData }: TensorProto) {
  const entries = new Map(externalData.map(({ key, value }) => [key, value]))
  const count = (key: string) => {
    const text = entries.get(key)
    const value = Number(text)
    if (text === undefined || (Number.isSafeInteger(value) && value >= 0))
      return text === undefined ? undefined : value
    throw malformed(`weight "${name}", ${key}`, `expected a whole number of bytes, got "${text}"`)
  }
  const location = (entries.get('location') ?? '').replace(/^\.\//, '')
  return { location, offset: count('offset') ?? 0, length: count('length') }
}
