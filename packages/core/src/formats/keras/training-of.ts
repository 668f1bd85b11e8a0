import { InputError } from '../../errors.js'
import type { Model } from '../model.js'
import type { ModelProvenance } from './artifacts.js'
import { modelProvenanceSchema } from './provenance-schema.js'

/**
 * How a model says it was trained.
 *
 * @returns undefined where it does not say, or not as Umbra does
 * @throws InputError MODEL_PROVENANCE if it claims to say it as Umbra does, and does not
 */
export function trainingOf(model: Model): ModelProvenance | undefined {
  const training: unknown = 'modelTopology' in model ? model.userDefinedMetadata?.umbra : undefined
  if ((training as { schema?: unknown } | null | undefined)?.schema !== 'umbra.model/1') return undefined
  const { success, error } = modelProvenanceSchema.safeParse(training)
  if (success) return training as ModelProvenance
  const { path, message } = error.issues[0]!
  const field = ['userDefinedMetadata', 'umbra', ...path].join('.')
  throw new InputError(
    'MODEL_PROVENANCE',
    `${field} of model.json is not how a training is described: ${message}`,
  )
}
