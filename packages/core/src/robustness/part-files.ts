import { allFinite } from '../all-finite.js'
import { concatenated } from '../arrays/concatenated.js'
import { sha256 } from '../dataset/sha256.js'
import { InputError } from '../errors.js'
import type { NamedBytes } from '../formats/keras/model-files.js'
import { parseJson } from '../json/index.js'
import * as z from '../json/zod.js'
import { studyConfigSchema } from '../mapping/config.js'
import { provenanceSchema } from '../mapping/provenance.js'
import { isSealedJson, sealedJson } from '../seal.js'
import { coveringsOf, robustnessGridSchema } from './grid.js'
import { unitsOf } from './score-robustness.js'
import { areasOf, type ScoredRobustness } from './scored.js'

/** What a part of a robustness run is kept as, beside the part of its study. */
export const ROBUSTNESS_PART = ['robustness-part.json', 'robustness-part.bin'] as const

const count = z.int().check(z.minimum(0))
const indices = z.array(count.check(z.maximum(2 ** 32 - 1)))
const classOf = z.object({ class: z.union([count, z.literal('rest')]), name: z.string() })

const partSchema = z.object({
  schema: z.literal('umbra.robustness-part/1'),
  shard: z.object({ index: z.int().check(z.minimum(1)), of: z.int().check(z.minimum(1)) }),
  config: z.strictObject(studyConfigSchema.shape),
  grid: robustnessGridSchema,
  classes: z.tuple([classOf, classOf]),
  /** [H, W] */
  shape: z.tuple([z.int().check(z.minimum(1)), z.int().check(z.minimum(1))]),
  networks: z
    .array(
      z.object({
        model: z.looseObject({ name: z.string(), sha256: z.string(), source: z.string() }),
        drawn: z.record(z.string(), z.tuple([indices, indices])),
        indices,
      }),
    )
    .check(z.minLength(1)),
  /** Positions in the dataset of the images whose ink is in the other file. */
  images: indices,
  passes: z.array(z.object({ network: count, covering: count })),
  provenance: z.omit(provenanceSchema, { model: true }),
  timings: z.record(z.string(), z.number()),
  /** Of robustness-part.bin. */
  sha256: z.string(),
  /** Of the document itself. */
  seal: z.string(),
})

type Header = z.output<typeof partSchema>

/**
 * A part's files: a sealed document, and the ink of all images and then the sums of every pass as float64 little-endian. Every bit of both
 * is under a hash.
 */
export async function robustnessPartFiles({
  networks,
  images,
  passes,
  ...part
}: ScoredRobustness): Promise<[json: NamedBytes, binary: NamedBytes]> {
  const arrays = [images.ink, ...passes.map(({ values }) => values)]
  const binary = new Uint8Array(concatenated(Float64Array, arrays).buffer)
  const header = {
    schema: 'umbra.robustness-part/1',
    ...part,
    networks: networks.map(({ model, drawn, indices: rows }) => ({
      model,
      drawn: Object.fromEntries([...drawn].map(([key, both]) => [key, both.map((own) => [...own])])),
      indices: [...rows],
    })),
    images: [...images.indices],
    passes: passes.map(({ network, covering }) => ({ network, covering })),
    sha256: await sha256(binary),
  }
  return [
    { name: ROBUSTNESS_PART[0], bytes: await sealedJson(header) },
    { name: ROBUSTNESS_PART[1], bytes: binary },
  ]
}

/**
 * Reads a part's two files.
 *
 * @param name - what to call the part in an error
 * @throws InputError PART_FORMAT if they are not, to the last bit, what `robustnessPartFiles` wrote
 */
export async function parseRobustnessPart(
  json: Uint8Array,
  binary: Uint8Array,
  name: string,
): Promise<ScoredRobustness> {
  const [jsonName, binaryName] = ROBUSTNESS_PART
  const refuse = (text: string, cause?: unknown): never => {
    throw new InputError('PART_FORMAT', `${name}: ${text}`, { cause })
  }
  if (!(await isSealedJson(json))) refuse(`${jsonName} is damaged, or of another version of Umbra`)
  const document = parseJson(json, `${name}: ${jsonName}`, 'PART_FORMAT')
  const { success, error } = partSchema.safeParse(document)
  if (!success) return refuse(`${jsonName} is not a part of this version`, error)
  // As it was written, for a merged result is to be the same byte for byte.
  const header = document as Header
  if ((await sha256(binary)) !== header.sha256) {
    refuse(`${binaryName} is damaged, or belongs to another ${jsonName}`)
  }
  const part = partOf(header, binary)
  return part ?? refuse(`${binaryName} does not hold the passes of its shard`)
}

/** Undefined where the passes are not those that the shard's number stands for, or not of their size. */
function partOf(header: Header, binary: Uint8Array): ScoredRobustness | undefined {
  const { schema: _, sha256: __, seal: ___, networks, images, passes, ...rest } = header
  const { areas } = areasOf(header.grid, header.shape)
  const mine = unitsOf(header.shard, networks.length, coveringsOf(header.grid).length)
  const expected = mine.flatMap((own, network) => own.map((covering) => ({ network, covering })))
  if (JSON.stringify(passes) !== JSON.stringify(expected)) return undefined
  const perImage = areas.length * header.grid.score.length
  const lengths = passes.map(({ network }) => networks[network]!.indices.length * perImage)
  const inkLength = images.length * areas.length
  const length = lengths.reduce((sum, own) => sum + own, inkLength)
  if (binary.byteLength !== 8 * length) return undefined
  const values = new Float64Array(binary.slice().buffer)
  if (!allFinite(values)) return undefined
  let at = inkLength
  const take = (own: number) => {
    at += own
    return values.subarray(at - own, at)
  }
  return {
    ...(rest as unknown as Pick<
      ScoredRobustness,
      'shard' | 'config' | 'grid' | 'classes' | 'shape' | 'provenance' | 'timings'
    >),
    networks: networks.map(({ model, drawn, indices: rows }) => ({
      model,
      drawn: new Map(
        Object.entries(drawn).map(([key, [a, b]]) => [
          key,
          [Uint32Array.from(a), Uint32Array.from(b)] as const,
        ]),
      ),
      indices: Uint32Array.from(rows),
    })),
    images: { indices: Uint32Array.from(images), ink: values.subarray(0, inkLength) },
    passes: passes.map((pass, i) => ({ ...pass, values: take(lengths[i]!) })),
  }
}
