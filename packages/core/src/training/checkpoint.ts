import { parseSafetensors, safetensorsMetadata } from '../arrays/index.js'
import { InputError } from '../errors.js'
import type { EpochRecord } from '../formats/keras/artifacts.js'
import type { NamedBytes } from '../formats/keras/model-files.js'
import { parseJson } from '../json/index.js'
import * as z from '../json/zod.js'
import { SEAL, sealed, unsealed } from '../seal.js'
import { type TrainingConfig, trainingConfigSchema } from './config.js'

/** Training interrupted between two steps: with the same data, all that is needed to go on as if nothing had happened. */
export interface Checkpoint {
  /** Umbra's version: another may compute other bits. */
  readonly umbra: string
  readonly config: TrainingConfig
  /** SHA-256 of the training data. */
  readonly data: { readonly images: string; readonly labels: string }
  /** Steps taken. */
  readonly step: number
  /** Finished epochs. */
  readonly history: readonly EpochRecord[]
  /** The unfinished epoch: sums over its images so far, and seconds spent on it. */
  readonly epoch: EpochSums
  readonly weights: Float32Array
  /** Adam's moments. */
  readonly m: Float32Array
  readonly v: Float32Array
}

export interface EpochSums {
  readonly images: number
  readonly loss: number
  readonly correct: number
  readonly seconds: number
}

const sumsSchema = z.object({ images: z.int(), loss: z.number(), correct: z.int(), seconds: z.number() })

const checkpointSchema = z.object({
  umbra: z.string(),
  config: trainingConfigSchema,
  data: z.object({ images: z.string(), labels: z.string() }),
  step: z.int().check(z.minimum(0)),
  history: z.array(z.object({ epoch: z.int(), loss: z.number(), accuracy: z.number(), seconds: z.number() })),
  epoch: sumsSchema,
})

const FILE = 'checkpoint.safetensors'
const FORMAT = 'umbra.checkpoint/3'

const metadataSchema = z.object({ format: z.literal(FORMAT), checkpoint: z.string() })

/**
 * A checkpoint as one file, so that no crash can leave half of one: in the safetensors format, the arrays as float32 and all else
 * as JSON in its metadata. Its last tensor is the seal of all bytes before it.
 */
export async function checkpointFile({ weights, m, v, ...rest }: Checkpoint): Promise<NamedBytes> {
  const size = weights.length
  const tensor = (index: number) => ({
    dtype: 'F32',
    shape: [size],
    data_offsets: [4 * index * size, 4 * (index + 1) * size],
  })
  const seal = { dtype: 'U8', shape: [SEAL], data_offsets: [12 * size, 12 * size + SEAL] }
  const metadata = { format: FORMAT, checkpoint: JSON.stringify(rest) }
  const tensors = { weights: tensor(0), m: tensor(1), v: tensor(2), seal }
  const header = new TextEncoder().encode(JSON.stringify({ __metadata__: metadata, ...tensors }))
  const start = 8 * Math.ceil((8 + header.length) / 8)
  const bytes = new Uint8Array(start + 12 * size)
  new DataView(bytes.buffer).setUint32(0, start - 8, true)
  bytes.fill(32, 8, start)
  bytes.set(header, 8)
  for (const [index, values] of [weights, m, v].entries()) {
    new Float32Array(bytes.buffer, start + 4 * index * size, size).set(values)
  }
  return { name: FILE, bytes: await sealed(bytes, FORMAT) }
}

/**
 * Reads a checkpoint's file.
 * @throws InputError `CHECKPOINT_FORMAT` if it is not, to the last bit, what `checkpointFile` wrote
 */
export async function parseCheckpoint(bytes: Uint8Array): Promise<Checkpoint> {
  try {
    const { format, checkpoint } = metadataSchema.parse(safetensorsMetadata(bytes, FILE))
    if (!(await unsealed(bytes, format))) throw new Error('the seal does not fit the bytes before it')
    const tensors = parseSafetensors(bytes, FILE)
    const tensor = (name: string) => tensors.get(name)!.data as Float32Array
    const rest = checkpointSchema.parse(parseJson(checkpoint, FILE, 'CHECKPOINT_FORMAT'))
    return { ...rest, weights: tensor('weights'), m: tensor('m'), v: tensor('v') }
  } catch (cause) {
    throw new InputError('CHECKPOINT_FORMAT', `${FILE} is damaged, or no checkpoint of this version`, {
      cause,
    })
  }
}
