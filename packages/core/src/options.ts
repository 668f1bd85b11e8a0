/**
 * What a frontend needs before any work begins: the options' schemas and how they fail. Light enough to print a help
 * text from, where the whole of `@umbra/core` is not.
 */
export { benchmarkConfigSchema } from './benchmark/config.js'
export { InputError, UmbraError } from './errors.js'
export { parseJson } from './json/index.js'
export { modelSettingsSchema } from './model/model-settings.js'
export { trainingConfigSchema } from './model/training/config.js'
export { occlusionOptionsSchema } from './occlusion/options.js'
export { pairsConfigSchema } from './pairs/config.js'
export { robustnessGridSchema } from './robustness/grid.js'
export { studyConfigSchema } from './study/config.js'
export { parseOptions } from './validate.js'
