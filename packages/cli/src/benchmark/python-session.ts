import { spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
  const folder = mkdtempSync(join(tmpdir(), 'umbra-weights-'))
  const weights = join(folder, 'weights.bin')
  const discard = () => rmSync(folder, { recursive: true, force: true })
  const network = sent(subject, weights, discard)
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
  const request = { call: 'open', threads: backend.threads, shape, weights, ...network }
  const opening = call(request).catch((cause) => {
    child.kill('SIGKILL')
    throw Object.assign(new Error(`${python} does not run PyTorch`, { cause }), { code: 'BACKEND_MISSING' })
  })
  const opened = await opening.finally(discard)
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

/** What the script has modules for. @throws InputError BACKEND_MODEL for any other layer */
function requireKnown(layer: Layer, index: number): void {
  if (isKnown(layer)) return
  throw inputError(
    'BACKEND_MODEL',
    `PyTorch gets the layers of common classifiers here, not layer ${index}, ${layer.kind} "${layer.name ?? ''}" as it is`,
  )
}

const ACTIVATIONS = ['relu', 'relu6', 'swish', 'sigmoid']

function isKnown(layer: Layer): boolean {
  switch (layer.kind) {
    case 'activation':
      return ACTIVATIONS.includes(layer.activation.name)
    case 'maxPool':
      return !layer.dilation && isEven(layer.padding)
    case 'averagePool':
      return !layer.dilation && isEven(layer.padding) && countsAll(layer)
    case 'concat':
      return layer.axis === layer.outputShape.length - 1
    case 'multiply':
      return layer.inputs.length === 2
    default:
      return KNOWN.includes(layer.kind)
  }
}

const KNOWN = ['conv2d', 'depthwiseConv2d', 'dense', 'scaleShift', 'flatten', 'globalAveragePool', 'add']

/** Whether a mean counts all of its padding as zeros. */
function countsAll({
  padding,
  counted = [0, 0, 0, 0],
}: Extract<Layer, { readonly kind: 'maxPool' | 'averagePool' }>): boolean {
  return padding.every((cells, side) => cells === counted[side])
}

/** The same above and below, left and right. */
function isEven([top, bottom, left, right]: readonly number[]): boolean {
  return top === bottom && left === right
}

/** Layers whose arrays are told by where they lie in the file that this writes: one of base64 may be longer than a text can be. */
function sent(subject: BenchmarkSubject, path: string, discard: () => void) {
  const { images, labels } = subject
  const file = openSync(path, 'wx')
  let written = 0
  const place = (array: Float32Array) => {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
    written += array.length
    return [written - array.length, array.length]
  }
  try {
    const network = subjectNetwork(subject)
    const layers = network.layers.map((layer, index) => {
      requireKnown(layer, index)
      const placed = Object.entries(layer).map(([key, value]) => [
        key,
        value instanceof Float32Array ? place(value) : value,
      ])
      const from = layer.inputs[0]!
      const input = from < 0 ? network.inputShape : network.layers[from]!.outputShape
      return { ...Object.fromEntries(placed), inputChannels: input.at(-1) }
    })
    return { layers, images: base64(images.data), ...(labels && { labels: [...labels] }) }
  } catch (error) {
    discard()
    throw error
  } finally {
    closeSync(file)
  }
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
