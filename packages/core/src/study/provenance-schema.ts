import { z } from 'zod'
import { modelProvenanceSchema } from '../model/provenance-schema.js'

const hash = z.string().max(128)

/** Where a result came from, as documents hold it (`StudyResult['provenance']`). What it says besides stays as it is. */
export const provenanceSchema = z.looseObject({
  umbra: z.string(),
  command: z.string(),
  seed: z.int(),
  data: z.looseObject({ name: z.string(), sha256: z.looseObject({ images: hash, labels: hash }) }),
  model: z.looseObject({
    sha256: hash,
    source: z.string(),
    preprocessing: z.string().optional(),
    testAccuracy: z.number().optional(),
    training: modelProvenanceSchema.optional(),
  }),
  engine: z.looseObject({
    name: z.enum(['incremental', 'batched']),
    variant: z.string(),
    threads: z.int().min(1),
    reason: z.string(),
  }),
  versions: z.record(z.string(), z.string()),
  created: z.string(),
})
