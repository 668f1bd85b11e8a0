import { z } from 'zod'
import { parseDocument } from '../json/parse-document.js'
import { studyConfigSchema } from '../mapping/config.js'
import { provenanceSchema } from '../mapping/provenance.js'
import { robustnessGridSchema } from './grid.js'
import type { RobustnessResult } from './result.js'

/** JSON has no NaN: null stands for it. */
const number = z.number().nullable()
const interval = z.tuple([number, number])
const figure = z.looseObject({ value: number, p: number })
const across = z.looseObject({ estimate: number, interval, p: number, sd: number })

const estimate = z.looseObject({
  models: z.array(z.looseObject({ g: number, interval, p: number, difference: number }).nullable()),
  across: across.optional(),
})

const influence = z.looseObject({
  choice: z.string(),
  share: number,
  values: z.array(z.looseObject({ value: z.string(), median: number, positive: number })),
})

const curve = z.looseObject({
  measure: z.string(),
  estimates: z.array(estimate),
  positive: number,
  negative: number,
  significantPositive: number,
  significantNegative: number,
  joint: z.looseObject({ median: figure, sameSign: figure, significant: figure, permutations: z.int() }),
  across: across.optional(),
  influences: z.array(influence),
})

const pattern = z.looseObject({
  estimates: z.array(
    z.looseObject({ models: z.array(z.looseObject({ etaSquared: number, p: number }).nullable()) }),
  ),
  significant: number,
  joint: z.looseObject({ median: figure, significant: figure, permutations: z.int() }),
})

/** What was chosen is written out: nothing is taken for granted that a document lacks. */
function written<T extends z.ZodType>(schema: z.ZodDefault<T> | T): T {
  return schema instanceof z.ZodDefault ? schema.unwrap() : schema
}

const { regions, ...shape } = studyConfigSchema.shape
const { window, stride, baseline, score, normalisation, selection } = shape
const choices = z.looseObject({
  window: written(window),
  stride: written(stride),
  baseline: written(baseline),
  score: written(score),
  normalisation: written(normalisation),
  selection: written(selection),
})
const config = z.looseObject({
  ...Object.fromEntries(Object.entries(shape).map(([key, schema]) => [key, written<z.ZodType>(schema)])),
  // Results from before regions could be chosen lack it.
  regions,
})

const robustnessSchema = z
  .looseObject({
    schema: z.literal('umbra.robustness/1'),
    config,
    grid: robustnessGridSchema,
    classes: z.array(z.looseObject({ name: z.string(), n: z.int().min(0) })).length(2),
    models: z.array(z.looseObject({ name: z.string(), sha256: z.string(), source: z.string() })).min(1),
    specifications: z.array(choices).min(1),
    reference: z.int().min(-1),
    pattern: pattern.optional(),
    curves: z.array(curve).min(1),
    provenance: provenanceSchema.omit({ model: true }),
    timings: z.record(z.string(), z.number()),
  })
  .refine(
    ({ models, specifications, reference, pattern, curves }) =>
      reference < specifications.length &&
      [...(pattern ? [pattern] : []), ...curves].every(
        ({ estimates }) =>
          estimates.length === specifications.length &&
          estimates.every((one) => one.models.length === models.length),
      ),
    'an estimate for every specification and network',
  )

/**
 * Reads a robustness.json.
 *
 * @param name - what to call it in an error
 * @throws InputError ROBUSTNESS_FORMAT, naming the first field that is not as `runRobustness` gives it
 */
export function parseRobustness(json: Uint8Array, name: string): RobustnessResult {
  const about = { format: 'umbra.robustness/1', name, code: 'ROBUSTNESS_FORMAT' }
  return parseDocument<RobustnessResult>(json, robustnessSchema, about)
}
