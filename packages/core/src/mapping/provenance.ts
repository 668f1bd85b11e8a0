import type { OutputHead } from '@umbra/occlusion-wasm'
import type { BaselineOrigin } from '../attribution/baseline-of-data.js'
import type { EngineReport } from '../engines/engine.js'
import type { ModelProvenance } from '../formats/keras/artifacts.js'
import { modelProvenanceSchema } from '../formats/keras/provenance-schema.js'
import * as z from '../json/zod.js'

const hash = z.string().check(z.maxLength(128))

const origin = z.looseObject({
  of: z.string(),
  values: z.optional(z.array(z.number())),
  images: z.optional(z.array(z.int().check(z.minimum(0)))),
})

/** Where a result came from, as documents hold it (`Provenance`). What it says besides stays as it is. */
export const provenanceSchema = z.looseObject({
  umbra: z.string(),
  command: z.string(),
  seed: z.int(),
  data: z.looseObject({ name: z.string(), sha256: z.looseObject({ images: hash, labels: hash }) }),
  model: z.looseObject({
    sha256: hash,
    source: z.string(),
    preprocessing: z.optional(z.string()),
    testAccuracy: z.optional(z.number()),
    training: z.optional(modelProvenanceSchema),
  }),
  baseline: z.optional(origin),
  baselines: z.optional(z.array(z.extend(origin, { baseline: z.string() }))),
  engine: z.looseObject({
    name: z.enum(['incremental', 'batched']),
    variant: z.string(),
    threads: z.int().check(z.minimum(1)),
    reason: z.string(),
  }),
  versions: z.record(z.string(), z.string()),
  created: z.string(),
})

/** Where a result came from, and what ran. */
export interface Provenance {
  readonly umbra: string
  readonly command: string
  readonly seed: number
  readonly data: {
    readonly name: string
    readonly sha256: { readonly images: string; readonly labels: string }
  }
  readonly model: {
    readonly sha256: string
    readonly source: string
    /** What the model's first layer does to pixels, in words; absent where it takes them as they are. */
    readonly preprocessing?: string
    readonly testAccuracy?: number
    readonly training?: ModelProvenance
  }
  /** How many scores the model gives, and what they say about classes; absent in results of before that was told. */
  readonly outputs?: OutputHead & { readonly count: number }
  /** What of which data a baseline over a dataset was taken: its mean, or which images were drawn. */
  readonly baseline?: BaselineOrigin
  /** The same of several, each by its name, where a study was repeated over them. */
  readonly baselines?: readonly (BaselineOrigin & { readonly baseline: string })[]
  readonly engine: EngineReport
  readonly versions: Readonly<Record<string, string>>
  readonly created: string
}
