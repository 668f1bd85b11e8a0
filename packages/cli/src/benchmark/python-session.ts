import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import {
  type Backend,
  type BenchmarkSession,
  type BenchmarkSubject,
  subjectNetwork,
  type Timing,
  type Work,
} from '@umbra/core/benchmark'
import { type OcclusionScores, windowGrid } from '@umbra/core/explain'
import { inputError } from '../input-error.js'
import { asker } from './process-session.js'

const SCRIPT = fileURLToPath(new URL('../../python/torch_session.py', import.meta.url))

/** One line of the script's output; arrays are float32 in base64. */
interface PythonReply {
  readonly message?: string
  readonly detail: string
  readonly base: string
  readonly covered: string
  readonly milliseconds: number
  readonly processorMilliseconds?: number
  readonly peakBytes?: number
  readonly output: string
}

/**
 * Starts PyTorch in a Python process of its own.
 *
 * @throws Error BACKEND_MISSING where there is no such Python, or it has no torch
 */
export async function pythonSession(
  python: string,
  backend: Backend,
  subject: BenchmarkSubject,
): Promise<BenchmarkSession> {
  const network = sent(subject)
  const child = spawn(python, [SCRIPT], { stdio: ['pipe', 'pipe', 'ignore'] })
  // A process that could not start is told by its exit; writing to it must not be a second error.
  child.stdin.on('error', () => undefined)
  const ask = asker<string>(child, (listener) => createInterface(child.stdout).on('line', listener))
  const call = async (request: object): Promise<PythonReply> => {
    const reply: PythonReply = JSON.parse(await ask(() => child.stdin.write(`${JSON.stringify(request)}\n`)))
    if (reply.message !== undefined) throw new Error(reply.message)
    return reply
  }
  const [, ...shape] = subject.images.shape
  const opened = await call({ call: 'open', threads: backend.threads, shape, ...network }).catch((cause) => {
    child.kill('SIGKILL')
    throw Object.assign(new Error(`${python} does not run PyTorch`, { cause }), { code: 'BACKEND_MISSING' })
  })
  return {
    detail: opened.detail,
    batches: true,
    async score(images, windows): Promise<OcclusionScores> {
      const { base, covered } = await call({ call: 'score', images, windows: rows(windows) })
      return { base: floats(base), covered: floats(covered) }
    },
    async measure(work, repetitions): Promise<Timing> {
      const { output, ...timing } = await call({ call: 'measure', work: workSent(work, shape), repetitions })
      return { ...timing, output: floats(output) }
    },
    close: () => child.kill('SIGKILL'),
  }
}

type Layer = ReturnType<typeof subjectNetwork>['layers'][number]

/** What the script's modules are: a chain of them. @throws InputError BACKEND_MODEL for any other layer */
function requireKnown(layer: Layer, index: number): void {
  const known =
    layer.kind === 'dense' ||
    layer.kind === 'flatten' ||
    (layer.kind === 'conv2d' && (layer.groups ?? 1) === 1) ||
    (layer.kind === 'maxPool' && !layer.dilation && layer.padding.every((cells) => cells === 0)) ||
    (layer.kind === 'activation' && layer.activation.name === 'relu')
  if (known && layer.inputs.join() === String(index - 1)) return
  const what = layer.kind === 'activation' ? layer.activation.name : layer.kind
  throw inputError(
    'BACKEND_MODEL',
    `PyTorch gets chains of convolutions, ReLU, max-pooling and dense layers here, not layer ${index}, ${what} "${layer.name ?? ''}"`,
  )
}

function sent(subject: BenchmarkSubject) {
  const { images, labels } = subject
  const layers = subjectNetwork(subject).layers.map((layer, index) => {
    requireKnown(layer, index)
    if (layer.kind !== 'conv2d' && layer.kind !== 'dense') return layer
    const outputs = layer.bias.length
    const shape =
      layer.kind === 'dense'
        ? [layer.kernel.length / outputs, outputs]
        : [
            ...layer.kernelSize,
            layer.kernel.length / outputs / layer.kernelSize[0] / layer.kernelSize[1],
            outputs,
          ]
    return { ...layer, shape, kernel: base64(layer.kernel), bias: base64(layer.bias) }
  })
  return { layers, images: base64(images.data), ...(labels && { labels: [...labels] }) }
}

function workSent(work: Work, shape: readonly number[]) {
  const { task, images, window, stride, batch = 128, steps } = work
  const grid = () =>
    windowGrid(shape as [number, number, number], { window: [...window], stride: [...stride] }).windows
  const windows = task === 'map' ? rows(work.windows ?? grid()) : []
  return { task, images, steps, batch, windows, whole: work.windows === undefined }
}

/** [P, 6] as nested arrays. */
function rows(windows: Int32Array): number[][] {
  return Array.from({ length: windows.length / 6 }, (_, p) => [...windows.subarray(p * 6, p * 6 + 6)])
}

function base64({ buffer, byteOffset, byteLength }: Float32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64')
}

function floats(text: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'))
  return new Float32Array(bytes.buffer)
}
