import type { Network } from '@umbra/occlusion-wasm'
import type { NetworkGradient } from '@umbra/occlusion-wasm/gradients'
import { allFinite } from '../all-finite.js'
import { asInput } from '../engines/incremental-engine.js'
import { InputError } from '../errors.js'
import { type OutputReader, outputReader } from '../network/output-reader.js'
import type { Score } from '../network/score.js'
import { withoutGradients } from './differentiable-network.js'
import { scoreSlopes } from './score-slopes.js'

/** What a pass gives of an image and a class. */
export interface ScoreGradient {
  /** The class's score. */
  readonly score: number
  /** float32 [K]. */
  readonly outputs: Float32Array
  /** float32 [H, W, C]: its derivative by each value of the image. */
  readonly gradient: Float32Array
  /** Of the layer that was asked for: its values, and the score's derivative by each, both float32 of its output shape. */
  readonly layer?: { readonly values: Float32Array; readonly slopes: Float32Array }
}

/** What is asked of a pass besides the gradient by the image. */
export interface PassOptions {
  /** Index of a layer whose values and slopes are asked for. */
  readonly layer?: number
  /** What an error calls the image. @default 'the image' */
  readonly name?: string
}

/** Scores of classes and their derivatives by the image, one image at a time, on the calling thread. */
export interface ScoreGradients {
  readonly reader: OutputReader
  /** The score of a class. @throws InputError SCORES_NOT_FINITE, ENGINE_MEMORY */
  score(image: Float32Array, target: number, name?: string): number
  /**
   * @param image - float32 [H, W, C]
   * @param target - the class, or what chooses it by the outputs
   * @throws InputError SCORES_NOT_FINITE, GRADIENT_NOT_FINITE, ENGINE_MEMORY
   */
  at(
    image: Float32Array,
    target: number | ((outputs: Float32Array) => number),
    options?: PassOptions,
  ): ScoreGradient
}

/**
 * Derivatives of a score of a network's classes. The network's arrays have to stay as they are while they are asked for.
 *
 * @throws InputError GRADIENTS_UNSUPPORTED where its weights were let go of; MARGIN_CLASS, SCORE_UNDEFINED; NetworkError
 */
export async function scoreGradients(network: Network, score: Score = 'logit'): Promise<ScoreGradients> {
  if (network.layers.some((layer) => 'kernel' in layer && layer.kernel.length === 0)) {
    throw withoutGradients('this network’s weights were given away to an engine')
  }
  const reader = outputReader(network.head, network.classes)
  const [read, slopesOf] = [reader.score(score), scoreSlopes(reader, score)]
  const gradient = await gradientOf(network)
  return {
    reader,
    score(image, target, name = UNNAMED) {
      const outputs = withinMemory(() => gradient.outputs(image))
      requireFiniteOutputs(outputs, name)
      return read(outputs, 0, target)
    },
    at(image, target, { layer, name = UNNAMED } = {}) {
      let chosen = 0
      const slopes = (outputs: Float32Array) => {
        requireFiniteOutputs(outputs, name)
        chosen = typeof target === 'number' ? target : target(outputs)
        return slopesOf(outputs, chosen)
      }
      const pass = withinMemory(() => gradient.pass(image, slopes, layer))
      requireFiniteGradient(pass.image, name)
      if (pass.layer) requireFiniteGradient(pass.layer.slopes, name)
      return {
        score: read(pass.outputs, 0, chosen),
        outputs: pass.outputs,
        gradient: pass.image,
        ...(pass.layer && { layer: pass.layer }),
      }
    },
  }
}

/** What a network's gradients were started with: it reads weights where they lie, so that it need not be started anew. */
const started = new WeakMap<Network, Promise<NetworkGradient>>()

function gradientOf(network: Network): Promise<NetworkGradient> {
  // Maps of scores alone go without the module.
  const start = async () => (await import('@umbra/occlusion-wasm/gradients')).createNetworkGradient(network)
  const gradient = started.get(network) ?? start()
  started.set(network, gradient)
  return gradient
}

function withinMemory<T>(compute: () => T): T {
  try {
    return compute()
  } catch (error) {
    return asInput(error)
  }
}

const UNNAMED = 'the image'

function requireFiniteOutputs(outputs: Float32Array, name: string): void {
  if (allFinite(outputs)) return
  const bad = outputs.findIndex((value) => !Number.isFinite(value))
  throw new InputError(
    'SCORES_NOT_FINITE',
    `${name}: output ${bad} of the network is ${outputs[bad]}, expected a finite number; its values exceed what float32 holds`,
  )
}

function requireFiniteGradient(gradient: Float32Array, name: string): void {
  if (allFinite(gradient)) return
  const bad = gradient.find((value) => !Number.isFinite(value))
  throw new InputError(
    'GRADIENT_NOT_FINITE',
    `${name}: the score’s derivative by a value is ${bad}, expected a finite number; an operation of the network has no slope there, as a root at 0, or it exceeds what float32 holds`,
  )
}
