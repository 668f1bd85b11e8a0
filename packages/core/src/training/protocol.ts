import type { GradientTask, MicroBatchOutcome } from './gradient-computer.js'
import type { MicroBatch } from './micro-batches.js'

/** What the training thread tells a worker. */
export type TrainingRequest =
  | {
      readonly type: 'start'
      readonly task: GradientTask
      /** The weights and, for each micro-batch, its gradient; absent where memory cannot be shared. */
      readonly shared?: { readonly weights: Float32Array; readonly gradients: readonly Float32Array[] }
    }
  | {
      readonly type: 'compute'
      /** Number of the step: weights are read again only when it changes. */
      readonly step: number
      readonly microBatch: MicroBatch
      /** The weights, where memory cannot be shared. */
      readonly weights?: Float32Array
    }
  | {
      readonly type: 'predict'
      readonly step: number
      /** float32 [n, H, W, C]. */
      readonly images: Float32Array
      readonly weights?: Float32Array
    }

/** What a worker answers, in order. */
export type TrainingResponse =
  | { readonly type: 'ready' }
  | {
      readonly type: 'computed'
      readonly outcome: MicroBatchOutcome
      /** Where memory cannot be shared. */
      readonly gradient?: Float32Array
    }
  /** The network's outputs, [n, K]. */
  | { readonly type: 'predicted'; readonly outputs: Float32Array }
  | { readonly type: 'failed'; readonly error: SentError }

/** An error as it crosses threads: `code` and `input` tell which class it was. */
export interface SentError {
  readonly message: string
  readonly stack?: string | undefined
  readonly code?: string | undefined
  readonly input: boolean
}

/** A worker thread, whatever the platform calls it. */
export interface WorkerHandle {
  post(request: TrainingRequest, transfer?: ArrayBuffer[]): void
  onMessage(listener: (response: TrainingResponse) => void): void
  /** Called when the thread dies. */
  onDeath(listener: (reason: string) => void): void
  terminate(): void
}
