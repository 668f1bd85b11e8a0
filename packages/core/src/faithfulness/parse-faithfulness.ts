import { parseDocument } from '../json/parse-document.js'
import * as z from '../json/zod.js'
import { provenanceSchema } from '../mapping/provenance.js'
import { MEASURES, ORDERS } from './measures.js'
import type { FaithfulnessResult } from './result.js'

/** JSON has no NaN: null stands for it. */
const number = z.nullable(z.number())
const interval = z.tuple([number, number])
const place = z.int().check(z.minimum(0))
const order = z.enum(ORDERS)
const numbers = z.array(number)

const comparison = z.looseObject({
  control: z.enum(['ink', 'random']),
  advantage: number,
  interval: z.optional(interval),
  g: z.optional(number),
  gInterval: z.optional(interval),
  p: number,
  adjustedP: number,
  verdict: z.enum(['better', 'worse', 'undecided']),
})

/** `MeasureResult` */
export const measureSchema = z.looseObject({
  name: z.enum(MEASURES.map(({ name }) => name)),
  words: z.string(),
  better: z.enum(['higher', 'lower']),
  n: place,
  undefined: place,
  orders: z
    .array(z.looseObject({ order, mean: number, sd: z.optional(number), interval: z.optional(interval) }))
    .check(z.length(ORDERS.length)),
  comparisons: z.array(comparison).check(z.length(2)),
})

const curves = z.looseObject({
  order,
  deletion: numbers,
  insertion: numbers,
  roadMost: numbers,
  roadLeast: numbers,
})

export const faithfulnessSchema = z
  .looseObject({
    schema: z.literal('umbra.faithfulness/1'),
    config: z.looseObject({ patch: place, steps: place, segments: place, subsets: place, seed: z.int() }),
    n: place,
    excluded: place,
    baseline: z.string(),
    levels: z.array(place).check(z.minLength(2)),
    measures: z.array(measureSchema).check(z.minLength(1)),
    curves: z.array(curves).check(z.length(ORDERS.length)),
    verdict: z.array(z.string()),
    samples: z.array(
      z.looseObject({ index: place, label: place, target: place, values: z.record(z.string(), numbers) }),
    ),
    provenance: provenanceSchema,
    timings: z.record(z.string(), z.number()),
  })
  .check(
    z.refine(
      ({ n, samples, levels, curves: all }) =>
        samples.length === n &&
        all.every(
          ({ deletion, insertion }) =>
            deletion.length === levels.length && insertion.length === levels.length,
        ),
      'a sample for every image, and a value for every step',
    ),
  )

/**
 * Reads a faithfulness.json.
 *
 * @param name - what to call it in an error
 * @throws InputError FAITHFULNESS_FORMAT, naming the first field that is not as `runFaithfulness` gives it
 */
export function parseFaithfulness(json: Uint8Array, name: string): FaithfulnessResult {
  const about = { format: 'umbra.faithfulness/1', name, code: 'FAITHFULNESS_FORMAT' }
  const document = parseDocument<FaithfulnessResult>(json, faithfulnessSchema, about)
  const { measures, curves: means, samples } = document
  // Put in the place of what there is: fields keep their order.
  return { ...document, ...withNaN({ measures, curves: means, samples }) }
}

/** A value of numbers with NaN where null stands for it. */
function withNaN<T>(value: T): T {
  if (value === null) return Number.NaN as T
  if (Array.isArray(value)) return value.map(withNaN) as T
  if (typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value as object).map(([key, inner]) => [key, withNaN(inner)])) as T
}
