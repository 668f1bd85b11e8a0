/** Umbra's public interface, in the order of the method: data, model, occlusion, regions, study, figures, report. */
export * from './dataset/index.js'
export { InputError, UmbraError } from './errors.js'
export * from './export/index.js'
export type { Progress, ProgressListener, Task } from './progress.js'
export { Random } from './random.js'
