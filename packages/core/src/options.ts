/**
 * What a frontend needs before any work begins: the options' schemas and how they fail. Light enough to print a help
 * text from, where the whole of `@umbra/core` is not.
 *
 * @module
 */

export { occlusionOptionsSchema } from './attribution/occlusion/options.js'
export { benchmarkConfigSchema } from './benchmark/config.js'
export { cascadeOptionsSchema } from './controls/cascade-options.js'
export { descriptionOf } from './description-of.js'
export { InputError, UmbraError } from './errors.js'
export { faithfulnessConfigSchema, faithfulnessOptionsSchema } from './faithfulness/config.js'
export { INTERACTION_KINDS, interactionsOptionsSchema } from './interactions/config.js'
export { parseJson } from './json/index.js'
export { pairsConfigSchema, studyConfigSchema } from './mapping/config.js'
export { methodsConfigSchema } from './methods/config.js'
export { modelSettingsSchema } from './network/model-settings.js'
export { robustnessGridSchema } from './robustness/grid.js'
export { sealedJson } from './seal.js'
export { trainingConfigSchema } from './training/config.js'
export { parseOptions } from './validate.js'
