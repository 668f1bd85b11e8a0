import { ownFill } from '../fill/fill.js'
import { ownArray } from '../own-array.js'
import type { ScoringJob } from './scoring-job.js'

/** A job whose arrays are its own: they are read as threads come to need them, and the caller's may be others by then. */
export function ownJob({ n, images, windows, baselines, fill }: ScoringJob): ScoringJob {
  return {
    ...{ n, images: ownArray(images), windows: ownArray(windows), baselines: ownArray(baselines) },
    ...(fill && { fill: ownFill(fill) }),
  }
}
