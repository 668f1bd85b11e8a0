import type { Task } from '@umbra/core'
import { compute, explain, open } from './explain.js'
import type {
  Call,
  Compared,
  DrawnStudy,
  FromWorker,
  MapUnderWay,
  OperationName,
  Operations,
  SentError,
  ToWorker,
} from './protocol.js'

type Handler<Name extends OperationName> = (
  input: Operations[Name]['input'],
  task: WorkerTask,
) => Promise<Operations[Name]['output']>

/** How an operation tells of itself. */
export interface WorkerTask extends Task {
  readonly onPartial: (partial: MapUnderWay) => void
}

/** What drawing needs is here with the worker; the rest is loaded when first asked for. */
const handlers: { [Name in OperationName]: () => Promise<Handler<Name>> } = {
  describe: async () => {
    const { describeOptions } = await import('../options/describe-options.js')
    return async () => describeOptions()
  },
  open: async () => open,
  compute: async () => compute,
  cards: async () => (await import('./cards.js')).cards,
  advise: async () => (await import('./cards.js')).advise,
  explain: async () => explain,
  interactions: async () => (await import('./interactions.js')).interactions,
  recognise: async () => (await import('./recognise.js')).recognise,
  readDigit: async () => (await import('../drawing/read-image-file.js')).readImageFile,
  openPicture: async () => (await import('./picture.js')).openPicture,
  look: async () => (await import('./look.js')).look,
  document: async () => (await import('./document.js')).documentText,
  untrained: async () => (await import('./untrained.js')).untrained,
  agree: async () => (await import('./agree.js')).agree,
  verify: async () => (await import('./verify.js')).verify,
  lookIntoData: async () => (await import('./own-data.js')).lookIntoData,
  exampleImage: async () => (await import('./own-data.js')).exampleImage,
  compare: async () => (await import('./compare.js')).compare,
  openStudy: async () => (await import('./open-study.js')).openStudy,
  drawResult: async () => (await import('./draw-result.js')).drawResult,
  train: async () => (await import('./train.js')).train,
  benchmark: async () => (await import('./benchmark.js')).benchmark,
}

const running = new Map<number, AbortController>()

addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === 'abort') running.get(data.id)?.abort()
  else void answer(data)
})
holdLock()

async function answer(call: Call): Promise<void> {
  const { id, name, input } = call
  const controller = new AbortController()
  running.set(id, controller)
  const onProgress: Task['onProgress'] = (progress) => post({ kind: 'progress', id, progress })
  const onPartial = (partial: MapUnderWay) => post({ kind: 'partial', id, partial })
  try {
    const handler = (await handlers[name]()) as Handler<OperationName>
    const output = await handler(input, { signal: controller.signal, onProgress, onPartial })
    post(
      { kind: 'done', id, output },
      name === 'compare' || name === 'openStudy' ? mapsOf(output as Compared | DrawnStudy) : [],
    )
  } catch (error) {
    post({ kind: 'failed', id, error: sent(error) })
  } finally {
    running.delete(id)
  }
}

function sent(error: unknown): SentError {
  const { name, message } =
    error instanceof Error || error instanceof DOMException ? error : new Error(String(error))
  const found = (error as { code?: unknown } | null)?.code
  const code = typeof found === 'string' ? found : undefined
  // The library's messages begin with their code.
  return { name, code, message: message.replace(`${code}: `, '') }
}

function post(message: FromWorker, transfer: Transferable[] = []): void {
  postMessage(message, { transfer })
}

/** Maps and images of hundreds of photographs change hands: to copy them would stall the page. */
function mapsOf(made: Compared | DrawnStudy): ArrayBuffer[] {
  if (!('study' in made)) return []
  const { maps, images, cascade } = made.study.data
  const buffers = [maps, images, cascade].map((array) => array?.data.buffer)
  return [...new Set(buffers.filter((buffer) => buffer instanceof ArrayBuffer))]
}

/** Holds a lock for as long as this worker lives, so that the page learns when it does not. */
function holdLock(): void {
  const name = `umbra worker ${crypto.randomUUID()}`
  void navigator.locks?.request(name, () => {
    post({ kind: 'lock', name })
    return new Promise<never>(() => {})
  })
}
