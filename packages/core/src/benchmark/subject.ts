import type { Network } from '@umbra/occlusion-wasm'
import type { ImageBatch, Labels } from '../dataset/dataset.js'
import { isNetwork } from '../engines/runnable-model.js'
import { InputError } from '../errors.js'
import type { ModelArtifacts, WeightSpec } from '../formats/keras/artifacts.js'
import { isNetworkModel, type Model } from '../formats/model.js'
import { networkOf } from '../formats/network-of.js'
import { Random } from '../random.js'

/** What is computed on: a network, and images for it. Survives structured cloning. */
export interface BenchmarkSubject {
  readonly name: string
  /** In words: where weights and images come from. */
  readonly description: string
  /** Of any format, or a network as it is. */
  readonly model: Model | Network
  readonly images: ImageBatch
  /** [N] classes of the images, for tasks that need them. */
  readonly labels?: Labels
}

/** The network that a subject's model is. @throws UnsupportedLayerError where no network can say it */
export function subjectNetwork({ model }: Pick<BenchmarkSubject, 'model'>): Network {
  return isNetwork(model) ? model : networkOf(model)
}

/** A subject's model as what is trained. @throws InputError BENCHMARK_MODEL for one of another format than a LayersModel's */
export function trainableModel({ name, model }: BenchmarkSubject): ModelArtifacts {
  if (!isNetwork(model) && !isNetworkModel(model)) return model
  const got = isNetwork(model) ? 'a Network' : model.format
  throw new InputError('BENCHMARK_MODEL', `training takes a LayersModel, ${name} is ${got}`)
}

/** Layers in order: `conv 32` is 3×3 with padding and a ReLU, `valid 32` the same without padding, `pool` 2×2 max-pooling. */
type LayerWord = `${'conv' | 'valid' | 'dense' | 'scores'} ${number}` | 'pool'

/**
 * A network of two convolutions before each pooling over coloured images without a background, which occlusion by differences
 * likes least. Weights are drawn as He et al. (2015) advise, pixels uniformly.
 *
 * @param size - pixels along each side, 32 or more
 * @param n - images
 * @param width - factor on every number of filters
 */
export function colourSubject(size: number, n: number, width = 1): BenchmarkSubject {
  const filters = [32, 64, 128].slice(0, size >= 64 ? 3 : 2)
  const layers = [
    ...filters.flatMap((count): LayerWord[] => {
      const conv = `conv ${Math.round(count * width)}` as const
      return [conv, conv, 'pool']
    }),
    'dense 256' as const,
    'scores 10' as const,
  ]
  return {
    name: `colour-${size}`,
    description: `${size}×${size}×3, ${filters.length * 2} convolutions, untrained, images of noise`,
    model: drawnModel([size, size, 3], layers),
    images: noise(n, [size, size, 3]),
  }
}

/** The digit CNN's layers at another width, untrained. @param width - factor on every number of filters */
export function digitsOfWidth(images: ImageBatch, width: number): BenchmarkSubject {
  const [a, b] = [32, 64].map((count) => Math.round(count * width)) as [number, number]
  return {
    name: `digits-${a}-${b}`,
    description: `the digit CNN with ${a} and ${b} filters, untrained`,
    model: drawnModel([28, 28, 1], [`valid ${a}`, 'pool', `valid ${b}`, 'pool', 'dense 128', 'scores 10']),
    images,
  }
}

/** Pixels drawn uniformly from 0 … 1. */
export function noise(n: number, [height, width, channels]: readonly [number, number, number]): ImageBatch {
  const random = new Random(0).split('benchmark images')
  const data = Float32Array.from({ length: n * height * width * channels }, () => random.uniform())
  return { data, shape: [n, height, width, channels] }
}

/** LayersModel artifacts of a chain of layers. */
function drawnModel(
  inputShape: readonly [number, number, number],
  words: readonly LayerWord[],
): ModelArtifacts {
  const random = new Random(0).split('benchmark weights')
  const layers: object[] = []
  const weightSpecs: WeightSpec[] = []
  const weights: number[] = []
  let shape: readonly number[] = inputShape
  const weighted = (name: string, kernel: readonly number[], gain: number) => {
    const units = kernel.at(-1)!
    const fanIn = kernel.slice(0, -1).reduce((product, size) => product * size, 1)
    weightSpecs.push({ name: `${name}/kernel`, shape: kernel, dtype: 'float32' })
    weightSpecs.push({ name: `${name}/bias`, shape: [units], dtype: 'float32' })
    for (let i = 0; i < fanIn * units; i++) weights.push(Math.sqrt(gain / fanIn) * random.normal())
    for (let i = 0; i < units; i++) weights.push(0)
  }
  for (const [index, word] of words.entries()) {
    const [kind, count] = [word.split(' ')[0]!, Number(word.split(' ')[1])]
    const input = layers.length === 0 ? { batch_input_shape: [null, ...inputShape] } : {}
    const name = `${kind}${index}`
    if (kind === 'pool') {
      layers.push(layer('MaxPooling2D', { name, pool_size: [2, 2], strides: [2, 2], padding: 'valid' }))
      shape = [shape[0]! >> 1, shape[1]! >> 1, shape[2]!]
      continue
    }
    if (kind === 'conv' || kind === 'valid') {
      const padding = kind === 'conv' ? 'same' : 'valid'
      const settings = { filters: count, kernel_size: [3, 3], strides: [1, 1], padding }
      layers.push(layer('Conv2D', { name, ...input, ...settings, activation: 'relu', use_bias: true }))
      weighted(name, [3, 3, shape[2]!, count], 2)
      const border = kind === 'conv' ? 0 : 2
      shape = [shape[0]! - border, shape[1]! - border, count]
      continue
    }
    if (shape.length === 3) {
      layers.push(layer('Flatten', { name: 'flatten' }))
      shape = [shape.reduce((product, size) => product * size, 1)]
    }
    const hidden = kind === 'dense'
    layers.push(
      layer('Dense', { name, units: count, activation: hidden ? 'relu' : 'linear', use_bias: true }),
    )
    weighted(name, [shape[0]!, count], hidden ? 2 : 1)
    shape = [count]
  }
  return {
    modelTopology: { class_name: 'Sequential', config: { name: 'benchmark', layers } },
    weightSpecs,
    weightData: Float32Array.from(weights).buffer,
  }
}

function layer(className: string, config: object): object {
  return { class_name: className, config }
}
