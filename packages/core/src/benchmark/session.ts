import type { OcclusionScores } from '../engines/engine.js'
import type { WasmPaths } from '../tensorflow/wasm-paths.js'
import type { Backend } from './backend.js'
import type { BenchmarkSubject } from './subject.js'
import type { Workload } from './workload.js'

/** What is done once: a workload's sizes, and the part of it that a slow backend gets. */
export interface Work extends Pick<Workload, 'task' | 'images' | 'window' | 'stride'> {
  /** int32 [P, 6]: only these windows are scored, and no map is made. */
  readonly windows?: Int32Array
  /** Covered copies scored at once, where the backend has a choice. */
  readonly batch?: number
  /** Training steps. */
  readonly steps?: number
}

/** What a repetition took, read where it was done. */
export interface Timing {
  readonly milliseconds: number
  /** Of the backend's thread or process, all of its threads together; undefined where nobody counts. */
  readonly processorMilliseconds?: number
  /** Most bytes the backend's process has held so far. */
  readonly peakBytes?: number
  /** Of one repetition, counted by the engine. */
  readonly multiplyAdds?: number
  /** What came out of the last repetition: maps, logits, or losses; for comparing. */
  readonly output: Float32Array
}

/** One backend with one subject, in a process or thread of its own. */
export interface BenchmarkSession {
  /** What runs, in its own words: versions, build. */
  readonly detail: string
  /** Whether `Work.batch` is its to choose. */
  readonly batches: boolean
  /**
   * Scores the first images under windows, covered by zeros.
   *
   * @param windows - int32 [P, 6]; none gives the uncovered logits alone
   */
  score(images: number, windows: Int32Array): Promise<OcclusionScores>
  /** Does work again and again. @returns the mean of the repetitions */
  measure(work: Work, repetitions: number): Promise<Timing>
  close(): void
}

/** What is read off the machine around a measurement; a front end knows how. */
export type Meter = () => Pick<Timing, 'processorMilliseconds' | 'peakBytes'>

/** What a session needs from where it runs. All but the meter survives structured cloning. */
export interface SessionSurroundings {
  /** Where a page finds TensorFlow.js's .wasm files. */
  readonly wasmPaths?: WasmPaths | undefined
  readonly meter?: Meter
}

/** Opens a session; where and how is the front end's business. */
export type OpenSession = (
  backend: Backend | ReferenceBackend,
  subject: BenchmarkSubject,
) => Promise<BenchmarkSession>

/** The slow float64 reference, which can only score. */
export type ReferenceBackend = 'reference'

/** Session calls as messages, for a process or worker that holds one session. */
export type SessionRequest =
  | {
      readonly call: 'open'
      readonly backend: Backend | ReferenceBackend
      readonly subject: BenchmarkSubject
    }
  | { readonly call: 'score'; readonly images: number; readonly windows: Int32Array }
  | { readonly call: 'measure'; readonly work: Work; readonly repetitions: number }

export type SessionAnswer = Pick<BenchmarkSession, 'detail' | 'batches'> | OcclusionScores | Timing

/** The far side: answers requests with a session that the first of them opens. */
export function sessionServer(open: OpenSession): (request: SessionRequest) => Promise<SessionAnswer> {
  let session: BenchmarkSession | undefined
  return async (request) => {
    if (request.call === 'open') {
      session = await open(request.backend, request.subject)
      return { detail: session.detail, batches: session.batches }
    }
    if (!session) throw new Error('no session is open')
    if (request.call === 'score') return session.score(request.images, request.windows)
    return session.measure(request.work, request.repetitions)
  }
}

/** The near side: a session whose calls are messages. @param close - ends the process or worker */
export async function remoteSession(
  backend: Backend | ReferenceBackend,
  subject: BenchmarkSubject,
  ask: (request: SessionRequest) => Promise<SessionAnswer>,
  close: () => void,
): Promise<BenchmarkSession> {
  try {
    const opened = (await ask({ call: 'open', backend, subject })) as Pick<
      BenchmarkSession,
      'detail' | 'batches'
    >
    return {
      detail: opened.detail,
      batches: opened.batches,
      score: async (images, windows) => (await ask({ call: 'score', images, windows })) as OcclusionScores,
      measure: async (work, repetitions) => (await ask({ call: 'measure', work, repetitions })) as Timing,
      close,
    }
  } catch (error) {
    close()
    throw error
  }
}
