/** How far a long piece of work has come. */
export interface Progress {
  /** What is being done, in a word or two: `training`, `maps of 6`. */
  readonly stage: string
  /** Units finished and units in all; `done` never falls within a stage. */
  readonly done: number
  readonly total: number
  /** What is counted: `images`, `batches`. */
  readonly unit: string
  /**
   * Figures worth showing beside the bar, such as `{ epoch: 2, loss: 0.04 }`. `underWay` is how much of the units not yet done is
   * done, in units: within a large image, say.
   */
  readonly detail?: Readonly<Record<string, number>>
}

export type ProgressListener = (progress: Progress) => void

/** What every long operation takes: a way to stop it and a way to watch it. Libraries draw no bars. */
export interface Task {
  /** Aborting rejects the operation with `signal.reason`. */
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ProgressListener | undefined
}

/** A task that knows what its images are called. */
export interface NamedTask extends Task {
  /** What an error calls image i of the batch. @default `image ${i}` */
  readonly nameOf?: (i: number) => string
}
