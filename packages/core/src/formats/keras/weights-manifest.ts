import { concatenated } from '../../arrays/concatenated.js'
import { InputError } from '../../errors.js'
import * as z from '../../json/zod.js'
import { knownForeign } from '../foreign/known-foreign.js'
import { FileTooLarge } from '../read-file/limited.js'
import { requireBelow } from '../require-below.js'
import type { WeightSpec } from './artifacts.js'
import { weightBytes } from './quantisation.js'

/** Most bytes of weights: what the kernels' memory holds. */
const MOST_BYTES = 2 ** 31

const quantizationSchema = z.discriminatedUnion('dtype', [
  z.object({ dtype: z.literal('float16') }),
  z.object({ dtype: z.enum(['uint8', 'uint16']), scale: z.number(), min: z.number() }),
])

const weightSchema = z.object({
  name: z.string().check(z.minLength(1), z.maxLength(1000)),
  shape: z.array(z.int().check(z.minimum(0))).check(z.maxLength(8)),
  dtype: z.string(),
  quantization: z.optional(quantizationSchema),
})

/** The list of weight files in a TensorFlow.js model.json: of each group its files, and the tensors that lie in them in order. */
export const manifestSchema = z.array(
  z.object({ paths: z.array(z.string().check(z.maxLength(4096))), weights: z.array(weightSchema) }),
)

/**
 * Reads the weight files that a manifest lists, one after the other, each only as far as its tensors take.
 *
 * @param readShard - yields the bytes of a file named in it; undefined if there is none. It need not read, and may throw
 *   `FileTooLarge` for, one of more bytes than the weights leave for it
 * @param bytesOf - bytes a tensor takes where it is stored
 * @returns the bytes of all tensors, in the order of their descriptions
 * @throws InputError `MODEL_TOO_LARGE`, `SHARD_PATH_UNSAFE`, `SHARD_REPEATED`, `SHARD_MISSING`, `WEIGHTS_LENGTH` or `WEIGHT_TYPE`
 */
export async function readManifest(
  manifest: z.output<typeof manifestSchema>,
  readShard: (path: string, largest: number) => Promise<Uint8Array | undefined>,
  bytesOf: (spec: WeightSpec) => number = weightBytes,
): Promise<{ readonly weightSpecs: WeightSpec[]; readonly weightData: ArrayBuffer }> {
  const sizes = groupSizes(manifest, bytesOf)
  requireEachOnce(manifest.flatMap(({ paths }) => paths))
  const shards: Uint8Array[] = []
  // One file after the other, so that no more is read than the weights take.
  for (const [g, { paths }] of manifest.entries()) {
    shards.push(...(await readShards(paths, sizes[g]!, readShard)))
  }
  return {
    weightSpecs: manifest.flatMap(({ weights }) => weights),
    weightData: concatenated(Uint8Array, shards).buffer,
  }
}

/** Bytes that the weights of each group take, known before any file is read. */
function groupSizes(
  groups: readonly { readonly weights: readonly WeightSpec[] }[],
  bytesOf: (spec: WeightSpec) => number,
): number[] {
  const sizes = groups.map(({ weights }) => weights.reduce((sum, spec) => sum + bytesOf(spec), 0))
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
      bytes.byteLength < 1024 && bytes.byteLength !== expected ? await knownForeign(bytes, '') : undefined
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
