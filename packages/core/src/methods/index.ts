export { chosenMethods } from './chosen-methods.js'
export { type MethodsConfig, type MethodsOptions, methodsConfigSchema } from './config.js'
export type { AttributionMethod, MethodRequest, MethodSubject } from './method.js'
export { METHODS } from './method-table.js'
export { methodsCsv } from './methods-csv.js'
export type {
  Agreement,
  ClassAnswers,
  ComparedClass,
  ComparedMethod,
  ComparedMethods,
  Completeness,
  MethodAnswer,
  MethodFaithfulness,
  MethodsResult,
  MethodsSample,
  ShownMaps,
} from './result.js'
export { type MethodsDependencies, runMethods } from './run-methods.js'
