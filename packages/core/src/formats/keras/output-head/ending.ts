import type { OutputHead } from '@umbra/occlusion-wasm'
import { InputError } from '../../../errors.js'
import { type LayerActivation, layerActivation } from './layer-activation.js'
import type { TailLayer } from './model-tail.js'

/** How a model ends. */
export interface Ending {
  readonly kind: OutputHead['kind']
  readonly reason: string
  /** Turns the last layers into ones that give logits; absent where that is not possible. */
  readonly remove?: () => void
  /** Whether the outputs are probabilities, or made of some, that cannot be read before. */
  readonly probabilities?: boolean
  /** Of a softmax over some axis of more than a vector: the size of that axis, NaN where it cannot be told. */
  readonly over?: number
}

/** The layer by which a person's word on what outputs mean is written into a model. */
export const STATED = 'umbra_head'

/** Nonlinearities after which a model gives probabilities or their logarithms, and what they make of logits. */
const INVERTED: Readonly<Record<string, 'softmax' | 'sigmoid'>> = {
  softmax: 'softmax',
  logsoftmax: 'softmax',
  sigmoid: 'sigmoid',
  logsigmoid: 'sigmoid',
}

/** Layers that pass values on, perhaps in another shape, once training is over. */
const PASSING = new Set([
  'InputLayer',
  'Flatten',
  'Reshape',
  'Permute',
  'Identity',
  'Activation',
  'Dropout',
  'SpatialDropout2D',
  'AlphaDropout',
  'GaussianDropout',
  'GaussianNoise',
  'ActivityRegularization',
])
const SHAPING = new Set(['Flatten', 'Reshape', 'Permute'])

/** Layers without weights that make new values of those given: probabilities, if they were given some. */
const MIXING = new Set([
  ...PASSING,
  'Add',
  'Average',
  'Concatenate',
  'Maximum',
  'Minimum',
  'Multiply',
  'AveragePooling2D',
  'GlobalAveragePooling2D',
  'GlobalMaxPooling2D',
  'MaxPooling2D',
  'Rescaling',
])

/** @throws InputError MODEL_HEAD where a model's layers tell another head than the one stated */
export function requireNoOtherHead(ending: Ending | undefined, kind: OutputHead['kind']): void {
  if (!ending || ending.kind === kind || (ending.kind === 'scores' && !ending.probabilities)) return
  throw new InputError(
    'MODEL_HEAD',
    `head is ${kind}, but the model’s own layers say otherwise: ${ending.reason}`,
  )
}

/** Finds out how a model ends, from its last layer backwards. @returns undefined where nothing follows its logits */
export function endingOf(last: TailLayer | undefined): Ending | undefined {
  let shaped = false
  const seen = new Set<unknown>()
  for (let at = last; at && !seen.has(at.layer); at = at.inputs()[0]) {
    const { layer } = at
    seen.add(layer)
    const activation = layerActivation(layer)
    if (layer.name === STATED) return stated(activation)
    if (activation) return endingIn(activation, at, shaped)
    if (!PASSING.has(layer.class_name)) return mixed(at)
    shaped ||= SHAPING.has(layer.class_name)
  }
  return undefined
}

function stated(activation: LayerActivation | undefined): Ending {
  const kind = activation ? INVERTED[activation.key]! : 'scores'
  return { kind, reason: 'as stated', ...(activation && { remove: activation.remove }) }
}

function endingIn(activation: LayerActivation, at: TailLayer, shaped: boolean): Ending {
  const { key, axes, remove } = activation
  const where = `layer "${at.layer.name}"`
  const kind = Object.hasOwn(INVERTED, key) ? INVERTED[key] : undefined
  if (!kind)
    return { kind: 'scores', reason: `${where} ends in ${key}`, probabilities: key === 'hardsigmoid' }
  if (at.shared) {
    const reason = `${where}, ${words(key)}, is called more than once and cannot be read before`
    return { kind: 'scores', reason, probabilities: true }
  }
  const reason = `read before ${where}, ${words(key)}`
  if (kind === 'sigmoid') return { kind, reason, remove }
  const lastAxis = axes.length === 1 && (axes[0] === -1 || axes[0] === (shaped ? 3 : 1))
  const over = lastAxis ? (shaped ? lastAxisOf(at) : undefined) : Number.NaN
  return { kind, reason, remove, ...(over !== undefined && { over }) }
}

function words(key: string): string {
  return key.startsWith('log') ? `a ${key.slice(3)}’s logarithm` : `a ${key}`
}

/** The size of the last axis of what a layer gives; NaN where its weights do not tell. */
function lastAxisOf(from: TailLayer): number {
  const seen = new Set<unknown>()
  for (let at: TailLayer | undefined = from; at && !seen.has(at.layer); at = at.inputs()[0]) {
    seen.add(at.layer)
    const { class_name, config } = at.layer
    const size = config.units ?? config.filters
    if (typeof size === 'number') return size
    if (!KEEPING.has(class_name)) return Number.NaN
  }
  return Number.NaN
}

/** Layers that keep the size of the last axis. */
const KEEPING = new Set([
  ...['Activation', 'Softmax', 'ReLU', 'Identity', 'Dropout', 'SpatialDropout2D', 'BatchNormalization'],
  ...['AveragePooling2D', 'GlobalAveragePooling2D', 'MaxPooling2D', 'GlobalMaxPooling2D'],
])

/** An ending that is none, unless the outputs are made of probabilities by layers without weights, such as their mean. */
function mixed(at: TailLayer): Ending | undefined {
  const source = probabilityBefore(at, new Set())
  if (!source) return undefined
  const reason = `layer "${at.layer.name}" makes them of the probabilities of layer "${source}"`
  return { kind: 'scores', reason, probabilities: true }
}

/** The name of a layer that gives probabilities, where all that a layer reads comes from such. */
function probabilityBefore({ layer, inputs }: TailLayer, seen: Set<unknown>): string | undefined {
  if (seen.has(layer)) return undefined
  seen.add(layer)
  const key = layerActivation(layer)?.key
  if (key !== undefined) return key in INVERTED || key === 'hardsigmoid' ? layer.name : undefined
  if (!MIXING.has(layer.class_name)) return undefined
  const sources = inputs().map((input) => probabilityBefore(input, seen))
  return sources.every((source) => source !== undefined) ? sources[0] : undefined
}
