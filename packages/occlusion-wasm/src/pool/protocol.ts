import type { SharedPlace } from '../engine/memory/runner-memory.js'
import type { EnginePlan } from '../engine/plan/engine-plan.js'
import type { Fill } from '../fill/fill.js'
import type { KernelModule } from '../kernels/kernel-module.js'
import type { Network } from '../network/network.js'
import type { BoardSeat } from './board/board-memory.js'

/** What a worker is started on. */
export interface WorkerSubject {
  /** Where a place is given, without weights. */
  readonly network: Network
  readonly kernels: KernelModule
  /** Its part of the memory that the pool's threads share, which has the weights; without, it has a memory of its own. */
  readonly place?: SharedPlace | undefined
}

/** What the pool tells a worker. */
export type ScoringRequest =
  | ({ readonly type: 'start' } & WorkerSubject)
  | {
      readonly type: 'score'
      /** The job's windows, if they are not those the worker had last. int32 [P, 6] */
      readonly windows?: Int32Array
      /** The image and what covers it, if they are not those the worker had last. float32 [H, W, C] */
      readonly image?: {
        readonly pixels: Float32Array
        readonly baseline: Float32Array
        readonly fill?: Fill | undefined
      }
      readonly from: number
      readonly to: number
    }
  /** Has the worker wait for jobs in memory it shares. Until it is dismissed there, it gets no messages. */
  | { readonly type: 'attend'; readonly seat: BoardSeat }

/** What a worker answers, in order; nothing to `attend` unless it fails. */
export type ScoringResponse =
  | { readonly type: 'ready'; readonly plan: EnginePlan }
  | {
      readonly type: 'scored'
      /** float32 [K] */
      readonly base: Float32Array
      /** float32 [to − from, K] */
      readonly covered: Float32Array
      readonly milliseconds: number
      readonly multiplyAdds: number
      /** Windows whose scores are those of forward passes, or none: `IncrementalRunner.corrected`. */
      readonly corrected: number
    }
  | {
      readonly type: 'failed'
      readonly message: string
      readonly stack?: string | undefined
      /** Of a KernelError, which says what is wrong; what else is thrown is a fault. */
      readonly code?: string | undefined
      /** Whether it was at a board, not at what it was asked. */
      readonly attending: boolean
    }

/** Starts one worker thread. */
export type Spawner = () => WorkerHandle

/** A worker thread, whatever the platform calls it. */
export interface WorkerHandle {
  post(request: ScoringRequest): void
  onMessage(listener: (response: ScoringResponse) => void): void
  /** Called when the thread dies, with why. */
  onDeath(listener: (reason: string) => void): void
  /** Whether the thread keeps the program from ending. A page never waits. */
  keepAlive(alive: boolean): void
  /** Ends it. @returns whether it is known to have ended, once that is known */
  terminate(): Promise<boolean>
}
