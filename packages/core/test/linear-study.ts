import { createNetwork, type Network } from '@umbra/occlusion-wasm'
import { type Dataset, Random } from '../src/index.js'

const SIZE = 9
const CLASSES = 3

/** Every row weighs the same. */
export const flat: readonly number[] = Array.from({ length: SIZE }, () => 0.5)
/** The middle band weighs more. */
export const middleOnly: readonly number[] = flat.map((weight, y) =>
  y >= 3 && y < 6 ? weight + 0.4 : weight,
)

/**
 * A linear network: the logit of class k is the ink weighted by row weights, so that every map has a closed form. Each class
 * gets a large bonus from a marker pixel of its own, so that it is always recognised.
 */
export function linearNetwork(rowWeights: readonly (readonly number[])[], marker = 300): Network {
  const weights = new Float32Array(SIZE * SIZE * CLASSES)
  for (let p = 0; p < SIZE * SIZE; p++) {
    for (let k = 0; k < CLASSES; k++) weights[p * CLASSES + k] = rowWeights[k]![Math.floor(p / SIZE)]!
  }
  for (let k = 0; k < CLASSES; k++) weights[k * CLASSES + k] = marker
  return createNetwork([SIZE, SIZE, 1], [
    { kind: 'flatten', inputs: [-1] },
    { kind: 'dense', kernel: weights, bias: new Float32Array(CLASSES), inputs: [0] },
  ] as Parameters<typeof createNetwork>[1])
}

/** n images of each class: random ink below the first row, a bright marker pixel of the class in it. */
export function randomDataset(n: number, seed: number): Dataset {
  const random = new Random(seed)
  const data = new Float32Array(n * CLASSES * SIZE * SIZE)
  const labels = Uint8Array.from({ length: n * CLASSES }, (_, i) => i % CLASSES)
  labels.forEach((label, i) => {
    const image = data.subarray(i * SIZE * SIZE, (i + 1) * SIZE * SIZE)
    for (let p = SIZE; p < image.length; p++) image[p] = random.uniform() < 0.4 ? random.uniform() : 0
    image[label] = 1
  })
  return {
    name: 'synthetic test',
    images: { data, shape: [n * CLASSES, SIZE, SIZE, 1] },
    labels,
    classNames: ['zero', 'one', 'two'],
    sha256: { images: `images ${seed}`, labels: `labels ${seed}` },
  }
}
