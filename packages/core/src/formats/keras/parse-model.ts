import { InputError } from '../../errors.js'
import * as z from '../../json/zod.js'
import { readModelJson } from '../read-model-json.js'
import type { ModelArtifacts } from './artifacts.js'
import { dequantised, storedWeights } from './quantisation.js'
import { manifestSchema, readManifest } from './weights-manifest.js'

const modelSchema = z.object({
  format: z.optional(
    z.literal('layers-model', { error: 'expected a "layers-model"; graph models cannot be read' }),
  ),
  modelTopology: z.record(z.string(), z.unknown()),
  weightsManifest: manifestSchema,
  userDefinedMetadata: z.optional(z.record(z.string(), z.unknown())),
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
  const { modelTopology, userDefinedMetadata } = model
  const artifacts = dequantised({
    modelTopology,
    ...(await readManifest(model.weightsManifest, readShard)),
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
