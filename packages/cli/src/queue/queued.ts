/** What a job on the queue says. */
export interface QueuedUnit {
  /** The unit as JSON, whose SHA-256 its key is. */
  readonly unit: string
  /** Of the inventory of models and images. */
  readonly materials: string
  /** Of the run, for the list of what is done. */
  readonly run: string
}

/** Under which key a unit's values are found. */
export function valueKey(key: string): string {
  return `umbra:value:${key}`
}

/** The list of a run's units whose values are there. */
export function doneKey(run: string): string {
  return `umbra:done:${run}`
}

/**
 * Why a worker gave a unit up that the input makes impossible, by what it says: trying again would not help, and what is wrong is for
 * the run to say, which knows what its images are called.
 */
export const WRONG_INPUT = 'wrong input: '

/** Why a worker gave a unit up whose models or images it could not have: the run sees to it that they are there, and hands it out anew. */
export const NO_MATERIALS = 'no materials: '

/** A job's name on the queue: an id that is all digits would be refused. */
export function jobId(key: string): string {
  return `unit-${key}`
}
