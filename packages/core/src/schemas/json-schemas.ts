import { benchmarkSchema } from '../benchmark/parse-benchmark.js'
import { explanationSchema, explanationsSchema } from '../explanation/index.js'
import { faithfulnessSchema } from '../faithfulness/parse-faithfulness.js'
import { networkFileSchema } from '../formats/network-file/schema.js'
import { interactionsSchema } from '../interactions/interactions-schema.js'
import * as z from '../json/zod.js'
import { modelSettingsSchema } from '../network/model-settings.js'
import { robustnessGridSchema } from '../robustness/grid.js'
import { robustnessSchema } from '../robustness/parse-robustness.js'
import { uncertaintySchema } from '../uncertainty/uncertainty-schema.js'
import { randomisationSchema } from './controls-schema.js'
import { methodsSchema } from './methods-schema.js'
import { pairsSchema, studySchema } from './study-schema.js'

/** A document that Umbra writes, or that it is given, as JSON Schema. */
export interface JsonSchema {
  readonly $schema: string
  /** `urn:umbra:study:2`: what it is of, and of which version. */
  readonly $id: string
  readonly title: string
  readonly [keyword: string]: unknown
}

const WRITTEN: readonly (readonly [name: string, title: string, version: number, schema: z.ZodMiniType])[] = [
  ['study', 'What a study of two classes found: result.json', 2, studySchema],
  ['pairs', 'What a study of every two classes found: pairs.json', 2, pairsSchema],
  ['robustness', 'A study under other choices: robustness.json', 2, robustnessSchema],
  ['explanation', 'One image’s map: explanation.json', 1, explanationSchema],
  ['explanations', 'Several images’ maps', 1, explanationsSchema],
  ['randomisation', 'Maps while layers are drawn anew: randomisation.json', 1, randomisationSchema],
  ['faithfulness', 'How faithful maps are: faithfulness.json', 1, faithfulnessSchema],
  ['methods', 'Attribution methods compared: methods.json', 1, methodsSchema],
  ['interactions', 'What parts of images do together: interactions.json', 1, interactionsSchema],
  ['uncertainty', 'How far maps hang on what was drawn or chosen: uncertainty.json', 1, uncertaintySchema],
  ['benchmark', 'Backends, each checked and timed: benchmark.json', 1, benchmarkSchema],
]

const GIVEN: typeof WRITTEN = [
  ['network', 'A network written down: network.json', 1, networkFileSchema],
  ['settings', 'How a model’s images are prepared: umbra.json', 1, modelSettingsSchema],
  ['grid', 'The choices a study is repeated over: --grid', 1, robustnessGridSchema],
]

/**
 * Every document as JSON Schema (draft 2020-12), by the name of its file in the package's `schemas`. What zod checks by functions (an
 * estimate for every specification, say) a schema cannot say, and is not in it.
 */
export function jsonSchemas(): ReadonlyMap<string, JsonSchema> {
  const all = [
    ...WRITTEN.map((one) => [one, 'output'] as const),
    ...GIVEN.map((one) => [one, 'input'] as const),
  ]
  return new Map(
    all.map(([[name, title, version, schema], io]) => {
      const { $schema, ...rest } = z.toJSONSchema(schema, {
        ...{ io, unrepresentable: 'any', reused: 'ref', target: 'draft-2020-12' },
        // Results may say more tomorrow: a reader that refuses that would break.
        override: ({ jsonSchema }) => {
          if (io === 'output' && jsonSchema.additionalProperties === false)
            delete jsonSchema.additionalProperties
        },
      })
      return [name, { $schema: $schema!, $id: `urn:umbra:${name}:${version}`, title, ...rest }]
    }),
  )
}
