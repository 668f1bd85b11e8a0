import { parseDocument } from '../json/parse-document.js'
import * as z from '../json/zod.js'
import { provenanceSchema } from '../mapping/provenance.js'

const model = z.looseObject({ name: z.optional(z.string()), sha256: z.string(), source: z.string() })

/** A study's result, of pairs, of robustness, of faithfulness, of methods: whose numbers stand in it beside what they were computed from. */
const recordedSchema = z.looseObject({
  schema: z
    .string()
    .check(
      z.regex(/^umbra\.(study|pairs|robustness|faithfulness|methods)\/\d+$/, 'expected a result of Umbra’s'),
    ),
  config: z.looseObject({}),
  provenance: z.extend(z.omit(provenanceSchema, { model: true }), {
    model: z.optional(provenanceSchema.shape.model),
  }),
  models: z.optional(z.array(model)),
  /** Of a comparison of methods, how long each took. */
  methods: z.optional(z.array(z.looseObject({ id: z.string(), seconds: z.optional(z.number()) }))),
  timings: z.record(z.string(), z.number()),
})

export type Recorded = z.output<typeof recordedSchema>

/**
 * Reads of a result what it was computed from, and when, where and how long.
 *
 * @param name - what to call it in an error
 * @throws InputError RESULT_FORMAT
 */
export function parseRecorded(json: Uint8Array, name: string): Recorded {
  return parseDocument<Recorded>(json, recordedSchema, {
    format: 'umbra result',
    name,
    code: 'RESULT_FORMAT',
  })
}
