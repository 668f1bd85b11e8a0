import { z } from 'zod'
import { InputError } from '../errors.js'
import type { ModelArtifacts } from './artifacts.js'
import { dequantised, storedWeights, weightBytes } from './quantisation.js'
import { readModelJson } from './read-model-json.js'
import { requireBelow } from './require-below.js'

const quantizationSchema = z.discriminatedUnion('dtype', [
  z.object({ dtype: z.literal('float16') }),
  z.object({ dtype: z.enum(['uint8', 'uint16']), scale: z.number(), min: z.number() }),
])

const weightSchema = z.object({
  name: z.string().min(1),
  shape: z.array(z.int().min(0)),
  dtype: z.string(),
  quantization: quantizationSchema.optional(),
})

const modelSchema = z.object({
  format: z
    .literal('layers-model', { error: 'expected a "layers-model"; graph models cannot be read' })
    .optional(),
  modelTopology: z.record(z.string(), z.unknown()),
  weightsManifest: z.array(z.object({ paths: z.array(z.string()), weights: z.array(weightSchema) })),
  userDefinedMetadata: z.record(z.string(), z.unknown()).optional(),
})

/**
 * Reads a saved tfjs LayersModel, checking everything before any of it is used. Quantised weights become float32.
 *
 * @param json - the text or bytes of model.json, or what it parses to
 * @param readShard - yields the bytes of a weight file named in it; undefined if there is none
 * @throws InputError `MODEL_NOT_JSON`, `MODEL_FORMAT`, `SHARD_PATH_UNSAFE`, `SHARD_MISSING`, `WEIGHTS_LENGTH`,
 *   `WEIGHT_TYPE`, `WEIGHT_NAMED_TWICE` or `WEIGHTS_NOT_FINITE`
 */
export async function parseModel(
  json: string | Uint8Array | object,
  readShard: (path: string) => Promise<Uint8Array | undefined>,
): Promise<ModelArtifacts> {
  const model = checkModel(json)
  const groups = await Promise.all(
    model.weightsManifest.map(async ({ paths, weights }) => {
      const shards = await Promise.all(paths.map((path) => shardAt(path, readShard)))
      const expected = weights.reduce((sum, spec) => sum + weightBytes(spec), 0)
      const got = shards.reduce((sum, shard) => sum + shard.byteLength, 0)
      if (got !== expected) {
        throw new InputError(
          'WEIGHTS_LENGTH',
          `${paths.join(', ')}: expected ${expected} bytes of weights, got ${got}`,
        )
      }
      return { weights, shards }
    }),
  )
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

async function shardAt(
  path: string,
  readShard: (path: string) => Promise<Uint8Array | undefined>,
): Promise<Uint8Array> {
  requireBelow(path, 'model.json, weightsManifest')
  const bytes = await readShard(path)
  if (!bytes)
    throw new InputError('SHARD_MISSING', `the weight file ${path}, named in model.json, cannot be read`)
  return bytes
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
