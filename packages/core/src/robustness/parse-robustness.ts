import { parseDocument } from '../json/parse-document.js'
import * as z from '../json/zod.js'
import { studyConfigSchema } from '../mapping/config.js'
import { provenanceSchema } from '../mapping/provenance.js'
import { robustnessGridSchema } from './grid.js'
import type { RobustnessResult } from './result.js'

/** JSON has no NaN: null stands for it. */
const number = z.nullable(z.number())
const interval = z.tuple([number, number])
const figure = z.looseObject({ value: number, p: number })
const crossed = z.looseObject({
  estimate: number,
  interval,
  p: number,
  df: number,
  standardError: number,
  shares: z.looseObject({ networks: number, images: number, both: number }),
  negative: z.array(z.string()),
  images: z.tuple([z.int().check(z.minimum(0)), z.int().check(z.minimum(0))]),
  simultaneous: z.optional(
    z.looseObject({ level: number, interval, method: z.enum(['max-T', 'Bonferroni']) }),
  ),
  bootstrap: z.optional(z.looseObject({ interval, standardError: number, resamples: z.int() })),
})
const place = z.int().check(z.minimum(0))
const grouped = {
  groups: z.optional(
    z.array(
      z.looseObject({
        representative: place,
        members: z.array(place).check(z.minLength(1)),
        weakest: number,
        spread: z.optional(number),
      }),
    ),
  ),
  effective: z.optional(number),
}
const across = z.looseObject({ estimate: number, interval, p: number, sd: number })

const estimate = z.looseObject({
  models: z.array(
    z.nullable(z.looseObject({ g: number, interval: z.optional(interval), p: number, difference: number })),
  ),
  crossed: z.optional(crossed),
  across: z.optional(across),
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
  joint: z.looseObject({
    median: figure,
    sameSign: figure,
    significant: figure,
    significantPositive: z.optional(figure),
    significantNegative: z.optional(figure),
    permutations: z.int(),
  }),
  ...grouped,
  crossed: z.optional(crossed),
  own: z.optional(z.looseObject({ difference: crossed, g: crossed })),
  across: z.optional(across),
  influences: z.array(influence),
})

const pattern = z.looseObject({
  ...grouped,
  estimates: z.array(
    z.looseObject({ models: z.array(z.nullable(z.looseObject({ etaSquared: number, p: number }))) }),
  ),
  significant: number,
  joint: z.looseObject({ median: figure, significant: figure, permutations: z.int() }),
})

/** What was chosen is written out: nothing is taken for granted that a document lacks. */
function written<T extends z.ZodMiniType>(schema: z.ZodMiniDefault<T> | T): T {
  return schema instanceof z.ZodMiniDefault ? schema.def.innerType : schema
}

const { regions, ...shape } = studyConfigSchema.shape
const { window, stride, baseline, score, selection } = shape
const grid = robustnessGridSchema.shape
const choices = z.looseObject({
  window: written(window),
  stride: written(stride),
  baseline: written(baseline),
  score: written(score),
  normalisation: written(grid.normalisation).def.element,
  selection: written(selection),
  // Results from before it was a choice lack it.
  regions: z.optional(regions.def.innerType),
})
const config = z.looseObject({
  ...Object.fromEntries(Object.entries(shape).map(([key, schema]) => [key, written<z.ZodMiniType>(schema)])),
  // Results from before regions could be chosen lack it.
  regions,
})

/** As much of a robustness.json as is read again. */
export const robustnessSchema = z
  .looseObject({
    schema: z.enum(['umbra.robustness/1', 'umbra.robustness/2']),
    config,
    grid: z.looseObject({
      ...Object.fromEntries(
        Object.entries(grid).map(([key, schema]) => [key, written<z.ZodMiniType>(schema)]),
      ),
      regions: z.optional(written(grid.regions)),
    }),
    classes: z.array(z.looseObject({ name: z.string(), n: z.int().check(z.minimum(0)) })).check(z.length(2)),
    models: z
      .array(z.looseObject({ name: z.string(), sha256: z.string(), source: z.string() }))
      .check(z.minLength(1)),
    specifications: z.array(choices).check(z.minLength(1)),
    reference: z.int().check(z.minimum(-1)),
    pattern: z.optional(pattern),
    curves: z.array(curve).check(z.minLength(1)),
    provenance: z.omit(provenanceSchema, { model: true }),
    timings: z.record(z.string(), z.number()),
  })
  .check(
    z.refine(
      ({ models, specifications, reference, pattern, curves }) =>
        reference < specifications.length &&
        [...(pattern ? [pattern] : []), ...curves].every(
          ({ estimates, groups = [] }) =>
            estimates.length === specifications.length &&
            estimates.every((one) => one.models.length === models.length) &&
            groups
              .flatMap(({ representative, members }) => [representative, ...members])
              .every((s) => s < specifications.length),
        ),
      'an estimate for every specification and network',
    ),
  )

/**
 * Reads a robustness.json.
 *
 * @param name - what to call it in an error
 * @throws InputError ROBUSTNESS_FORMAT, naming the first field that is not as `runRobustness` gives it
 */
export function parseRobustness(json: Uint8Array, name: string): RobustnessResult {
  const about = { format: 'umbra.robustness/2', name, code: 'ROBUSTNESS_FORMAT' }
  return parseDocument<RobustnessResult>(json, robustnessSchema, about)
}
