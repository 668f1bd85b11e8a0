import { parseDocument } from '../json/parse-document.js'
import * as z from '../json/zod.js'
import { type Provenance, provenanceSchema } from '../mapping/provenance.js'
import { type MethodsConfig, methodsConfigSchema } from '../methods/config.js'
import { parseOptions } from '../validate.js'

const place = z.int().check(z.minimum(0))
const number = z.nullable(z.number())
const numbers = z.array(number)

const sampleSchema = z.looseObject({
  index: place,
  label: z.optional(place),
  target: place,
  values: z.record(z.string(), numbers),
  sensitivity: z.array(numbers),
  completeness: z.optional(z.record(z.string(), z.looseObject({ difference: number, residual: number }))),
})

/** As much of methods.json as is computed again image by image. */
const writtenSchema = z.looseObject({
  schema: z.literal('umbra.methods/1'),
  config: methodsConfigSchema,
  methods: z.array(z.looseObject({ id: z.string() })),
  leftOut: z.array(z.looseObject({ id: z.string(), reason: z.string() })),
  samples: z.array(sampleSchema).check(z.minLength(1)),
  provenance: provenanceSchema,
})

type Written = z.output<typeof writtenSchema>

export interface WrittenMethods extends Pick<Written, 'methods' | 'leftOut' | 'samples'> {
  readonly config: MethodsConfig
  readonly provenance: Provenance
}
export type WrittenMethodsSample = z.output<typeof sampleSchema>

/**
 * Reads of a methods.json what was measured of each image.
 *
 * @param name - what to call it in an error
 * @throws InputError METHODS_FORMAT, naming the first field that is not as `runMethods` gives it
 */
export function parseMethods(json: Uint8Array, name: string): WrittenMethods {
  const about = { format: 'umbra.methods/1', name, code: 'METHODS_FORMAT' }
  const written = parseDocument<WrittenMethods>(json, writtenSchema, about)
  return { ...written, config: parseOptions(methodsConfigSchema, written.config) }
}
