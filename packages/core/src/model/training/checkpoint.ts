import { z } from 'zod'
import { InputError } from '../../errors.js'
import type { EpochRecord } from '../artifacts.js'
import type { NamedBytes } from '../model-files.js'
import { type TrainingConfig, trainingConfigSchema } from './config.js'

/** Training interrupted between two steps: with the same data, all that is needed to go on as if nothing had happened. */
export interface Checkpoint {
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
  schema: z.literal('umbra.checkpoint/1'),
  config: trainingConfigSchema,
  data: z.object({ images: z.string(), labels: z.string() }),
  step: z.int().min(0),
  history: z.array(z.object({ epoch: z.int(), loss: z.number(), accuracy: z.number(), seconds: z.number() })),
  epoch: sumsSchema,
  parameters: z.int().min(1),
})

/** A checkpoint's files: checkpoint.json, and checkpoint.bin with weights and moments as float32 little-endian. */
export function checkpointFiles(checkpoint: Checkpoint): [json: NamedBytes, binary: NamedBytes] {
  const { weights, m, v, ...rest } = checkpoint
  const json = { schema: 'umbra.checkpoint/1', ...rest, parameters: weights.length }
  const binary = new Float32Array(3 * weights.length)
  binary.set(weights, 0)
  binary.set(m, weights.length)
  binary.set(v, 2 * weights.length)
  return [
    { name: 'checkpoint.json', bytes: new TextEncoder().encode(`${JSON.stringify(json, null, 2)}\n`) },
    { name: 'checkpoint.bin', bytes: new Uint8Array(binary.buffer) },
  ]
}

/**
 * Reads a checkpoint's two files.
 * @throws InputError `CHECKPOINT_FORMAT` if they are not what `checkpointFiles` writes
 */
export function parseCheckpoint(json: Uint8Array, binary: Uint8Array): Checkpoint {
  let parsed: z.output<typeof checkpointSchema>
  try {
    parsed = checkpointSchema.parse(JSON.parse(new TextDecoder().decode(json)))
  } catch (cause) {
    throw new InputError('CHECKPOINT_FORMAT', 'checkpoint.json is not a checkpoint of this version', {
      cause,
    })
  }
  const { schema: _, parameters, ...rest } = parsed
  if (binary.byteLength !== 12 * parameters) {
    throw new InputError(
      'CHECKPOINT_FORMAT',
      `checkpoint.bin: expected ${12 * parameters} bytes, got ${binary.byteLength}`,
    )
  }
  const values = new Float32Array(binary.slice().buffer)
  const part = (index: number) => values.slice(index * parameters, (index + 1) * parameters)
  return { ...rest, weights: part(0), m: part(1), v: part(2) }
}
