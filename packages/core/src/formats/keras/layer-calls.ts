import { InputError } from '../../errors.js'

/** A value in a functional model: what a layer gives when it is called for the so-manieth time, counted from 0. */
export interface ValueRef {
  readonly layer: string
  readonly call: number
  /** Which of a layer's outputs. */
  readonly output: number
}

type Json = Readonly<Record<string, unknown>>

/**
 * The values that a node of Keras's JSON reads. Keras 2 writes `[["conv", 0, 0, {}], ...]`: a layer, one of its nodes and an
 * output; Keras 3 writes the call's arguments, each value among them as an object with a `keras_history`.
 */
export function readValues(node: unknown): ValueRef[] {
  if (Array.isArray(node)) {
    if (typeof node[0] !== 'string') return node.flatMap(readValues)
    const [layer, call = 0, output = 0] = node
    if ([call, output].every((index) => Number.isInteger(index) && index >= 0))
      return [{ layer, call, output }]
    throw new InputError('MODEL_TOPOLOGY', `layer "${layer}" is read at ${JSON.stringify([call, output])}`)
  }
  if (typeof node !== 'object' || node === null) return []
  const { keras_history: history, config, args } = node as Json
  return readValues(history ?? config ?? args)
}

/** Arguments a layer is called with besides the values it reads, but for those that stand for none. */
export function callArguments(node: unknown): [name: string, value: unknown][] {
  if (Array.isArray(node)) {
    if (typeof node[0] !== 'string') return node.flatMap(callArguments)
    return Object.entries((node[3] ?? {}) as object).filter(isGiven)
  }
  if (typeof node !== 'object' || node === null) return []
  const { args = [], kwargs } = node as Json
  const constants = [args].flat(Number.POSITIVE_INFINITY).filter((value) => readValues([value]).length === 0)
  const positional = constants.map((value): [string, unknown] => ['the argument', value])
  return [...positional, ...Object.entries((kwargs ?? {}) as object)].filter(isGiven)
}

function isGiven([, value]: [string, unknown]): boolean {
  return value !== null && value !== undefined && value !== false
}

/**
 * Of models that are layers, the node of their first call as a file counts them: Keras and TensorFlow.js count one for the model's
 * own inputs before, some versions do not. Every call is read by something, so that the least node read tells.
 *
 * @param models - names of the layers that are models
 */
export function firstNodes(models: ReadonlySet<string>, reads: readonly ValueRef[]): Map<string, number> {
  const first = new Map<string, number>()
  for (const { layer, call } of reads) {
    if (models.has(layer)) first.set(layer, Math.min(call, first.get(layer) ?? call))
  }
  return first
}
