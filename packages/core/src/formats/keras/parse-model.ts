import { z } from 'zod'
import { InputError } from '../../errors.js'
import { foreignFile } from '../foreign/foreign-file.js'
import { FileTooLarge } from '../read-file/limited.js'
import { readModelJson } from '../read-model-json.js'
import { requireBelow } from '../require-below.js'
import type { ModelArtifacts, WeightSpec } from './artifacts.js'
import { dequantised, storedWeights, weightBytes } from './quantisation.js'

/** Most bytes of weights: what the kernels' memory holds. */
const MOST_BYTES = 2 ** 31

const quantizationSchema = z.discriminatedUnion('dtype', [
  z.object({ dtype: z.literal('float16') }),
  z.object({ dtype: z.enum(['uint8', 'uint16']), scale: z.number(), min: z.number() }),
])

const weightSchema = z.object({
  name: z.string().min(1).max(1000),
  shape: z.array(z.int().min(0)).max(8),
  dtype: z.string(),
  quantization: quantizationSchema.optional(),
})

const modelSchema = z.object({
  format: z
    .literal('layers-model', { error: 'expected a "layers-model"; graph models cannot be read' })
    .optional(),
  modelTopology: z.record(z.string(), z.unknown()),
  weightsManifest: z.array(
    z.object({ paths: z.array(z.string().max(4096)), weights: z.array(weightSchema) }),
  ),
  userDefinedMetadata: z.record(z.string(), z.unknown()).optional(),
})

/**
 * Reads a saved tfjs LayersModel, checking everything before any of it is used. Quantised weights become float32.
 *
 * @param json - the text or bytes of model.json, or what it parses to
 * @param readShard - yields the bytes of a weight file named in it; undefined if there is none. It need not read, and may throw
 *   `FileTooLarge` for, one of more bytes than the weights leave for it
 * @throws InputError `MODEL_NOT_JSON`, `JSON_TOO_DEEP`, `MODEL_FORMAT`, `MODEL_TOO_LARGE`, `SHARD_PATH_UNSAFE`, `SHARD_REPEATED`,
 *   `SHARD_MISSING`, `WEIGHTS_LENGTH`, `WEIGHT_TYPE`, `WEIGHT_NAMED_TWICE` or `WEIGHTS_NOT_FINITE`
 */
export async function parseModel(
  json: string | Uint8Array | object,
  readShard: (path: string, largest: number) => Promise<Uint8Array | undefined>,
): Promise<ModelArtifacts> {
  const model = checkModel(json)
  const sizes = groupSizes(model.weightsManifest)
  requireEachOnce(model.weightsManifest.flatMap(({ paths }) => paths))
  const groups: { readonly weights: WeightSpec[]; readonly shards: Uint8Array[] }[] = []
  // One file after the other, so that no more is read than the weights take.
  for (const [g, { paths, weights }] of model.weightsManifest.entries()) {
    groups.push({ weights, shards: await readShards(paths, sizes[g]!, readShard) })
  }
  const { modelTopology, userDefinedMetadata } = model
  const artifacts = dequantised({
    modelTopology,
    weightSpecs: groups.flatMap(({ weights }) => weights),
    weightData: concatenate(groups.flatMap(({ shards }) => shards)),
    ...(userDefinedMetadata && { userDefinedMetadata }),
  })
  checkWeights(artifacts)
  return artifacts
}

function checkModel(json: string | Uint8Array | object): z.output<typeof modelSchema> {
  const parsed = modelSchema.safeParse(readModelJson(json))
  if (parsed.success) return parsed.data
  const { path, message } = parsed.error.issues[0]!
  throw new InputError('MODEL_FORMAT', `model.json${path.length ? `, ${path.join('.')}` : ''}: ${message}`)
}

/** Bytes that the weights of each group take, known before any file is read. */
function groupSizes(groups: readonly { readonly weights: readonly WeightSpec[] }[]): number[] {
  const sizes = groups.map(({ weights }) => weights.reduce((sum, spec) => sum + weightBytes(spec), 0))
  // As float32, which is what smaller types become.
  const total = groups
    .flatMap(({ weights }) => weights)
    .reduce((sum, { shape }) => sum + 4 * shape.reduce((product, size) => product * size, 1), 0)
  if (total <= MOST_BYTES) return sizes
  throw new InputError('MODEL_TOO_LARGE', 'model.json, weightsManifest: its weights take more than 2 GiB')
}

function requireEachOnce(paths: readonly string[]): void {
  const seen = new Set<string>()
  for (const path of paths) {
    if (seen.has(path)) {
      throw new InputError('SHARD_REPEATED', `model.json, weightsManifest: ${path} is named more than once`)
    }
    seen.add(path)
  }
}

async function readShards(
  paths: readonly string[],
  expected: number,
  readShard: (path: string, largest: number) => Promise<Uint8Array | undefined>,
): Promise<Uint8Array[]> {
  const shards: Uint8Array[] = []
  let got = 0
  const wrong = (found: string) =>
    new InputError('WEIGHTS_LENGTH', `${listed(paths)}: expected ${expected} bytes of weights, got ${found}`)
  for (const path of paths) {
    requireBelow(path, 'model.json, weightsManifest')
    const bytes = await readShard(path, expected - got).catch((error) => {
      throw error instanceof FileTooLarge ? wrong('more') : error
    })
    if (!bytes)
      throw new InputError('SHARD_MISSING', `the weight file ${path}, named in model.json, cannot be read`)
    const pointer =
      bytes.byteLength < 1024 && bytes.byteLength !== expected ? foreignFile(bytes, '') : undefined
    if (pointer) throw new InputError('WEIGHTS_LENGTH', `${path} is ${pointer}`)
    got += bytes.byteLength
    if (got > expected) throw wrong(String(got))
    shards.push(bytes)
  }
  if (got < expected) throw wrong(String(got))
  return shards
}

function listed(paths: readonly string[]): string {
  if (paths.length <= 3) return paths.join(', ')
  return `${paths[0]} and ${paths.length - 1} more files`
}

function checkWeights(artifacts: ModelArtifacts): void {
  const names = new Set<string>()
  for (const [{ name }, values] of storedWeights(artifacts)) {
    if (names.has(name)) throw new InputError('WEIGHT_NAMED_TWICE', `weight ${name} appears twice`)
    names.add(name)
    const bad = values.findIndex((value) => !Number.isFinite(value))
    if (bad >= 0) {
      throw new InputError('WEIGHTS_NOT_FINITE', `weight ${name}: element ${bad} is ${values[bad]}`)
    }
  }
}

function concatenate(parts: readonly Uint8Array[]): ArrayBuffer {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.byteLength
  }
  return whole.buffer
}
