/** Networks to measure, with weights as He et al. (2015) draw them before training, and images to cover. */
import { createNetwork } from '../dist/index.js'

/** What is measured: a network, how its images look, and the windows that cover them. */
export const subjects = {
  /** The digit CNN: strokes on black, most windows over nothing. */
  digits: {
    window: 4,
    stride: 1,
    count: 16,
    images: strokes,
    network: () => chain([28, 28, 1], ['conv 32', 'pool', 'conv 64', 'pool', 'dense 128', 'scores 10']),
  },
  /** Two convolutions before each pooling, on images without a background. */
  'colour-32': {
    window: 4,
    stride: 2,
    count: 4,
    images: colours,
    network: () =>
      chain(
        [32, 32, 3],
        ['same 32', 'same 32', 'pool', 'same 64', 'same 64', 'pool', 'dense 256', 'scores 10'],
      ),
  },
  'colour-64': {
    window: 8,
    stride: 4,
    count: 2,
    images: colours,
    network: () =>
      chain(
        [64, 64, 3],
        [
          'same 32',
          'same 32',
          'pool',
          'same 64',
          'same 64',
          'pool',
          'same 128',
          'same 128',
          'pool',
          'dense 256',
          'scores 10',
        ],
      ),
  },
}

/** Numbers in 0 … 1 from a seed (mulberry32, T. Ettinger). */
export function uniform(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let z = Math.imul(state ^ (state >>> 15), state | 1)
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61)
    return ((z ^ (z >>> 14)) >>> 0) / 4294967296
  }
}

/** Every window of a size and stride that lies inside the image. @returns int32 [P, 6] */
export function grid([height, width, channels], window, stride) {
  const windows = []
  for (let y = 0; y + window <= height; y += stride) {
    for (let x = 0; x + window <= width; x += stride) windows.push(y, x, 0, y + window, x + window, channels)
  }
  return Int32Array.from(windows)
}

/** Builds a network from words: `conv 32` is 3×3 without padding and a ReLU, `same 32` the same with padding. */
function chain(inputShape, words) {
  const random = uniform(1)
  const layers = []
  const last = () => layers.length - 1
  let [height, width, channels] = inputShape
  const he = (length, fanIn) =>
    Float32Array.from({ length }, () => {
      const radius = Math.sqrt(-2 * Math.log(1 - random()))
      return Math.sqrt(2 / fanIn) * radius * Math.cos(2 * Math.PI * random())
    })
  const relu = () => layers.push({ kind: 'activation', inputs: [last()], activation: { name: 'relu' } })
  for (const [kind, size] of words.map((word) => [word.split(' ')[0], Number(word.split(' ')[1])])) {
    if (kind === 'pool') {
      layers.push({
        kind: 'maxPool',
        inputs: [last()],
        windowSize: [2, 2],
        strides: [2, 2],
        padding: [0, 0, 0, 0],
      })
      ;[height, width] = [height >> 1, width >> 1]
      continue
    }
    if (kind === 'conv' || kind === 'same') {
      const border = kind === 'same' ? 1 : 0
      const padding = [border, border, border, border]
      const kernel = he(9 * channels * size, 9 * channels)
      const settings = { kernelSize: [3, 3], strides: [1, 1], dilation: [1, 1], padding }
      layers.push({ kind: 'conv2d', inputs: [last()], kernel, bias: new Float32Array(size), ...settings })
      relu()
      ;[height, width, channels] = [height - 2 + 2 * border, width - 2 + 2 * border, size]
      continue
    }
    if (height > 0) {
      layers.push({ kind: 'flatten', inputs: [last()] })
      channels *= height * width
      height = 0
    }
    layers.push({
      kind: 'dense',
      inputs: [last()],
      kernel: he(channels * size, channels),
      bias: new Float32Array(size),
    })
    if (kind === 'dense') relu()
    channels = size
  }
  return createNetwork(inputShape, layers)
}

/** Closed pen strokes two to three pixels wide: about a fifth of the pixels are ink, as in MNIST. */
function strokes(n, [height, width]) {
  const random = uniform(2)
  const images = new Float32Array(n * height * width)
  for (let i = 0; i < n; i++) {
    const [a, b, c, d] = [1, 2, 1, 2].map((k) => k + Math.floor(random() * 2))
    const [p, q] = [random() * 6, random() * 6]
    for (let t = 0; t < 2 * Math.PI; t += 0.01) {
      const y = height / 2 + (height / 3.6) * (0.7 * Math.sin(a * t + p) + 0.3 * Math.sin(b * t))
      const x = width / 2 + (width / 4.5) * (0.7 * Math.cos(c * t + q) + 0.3 * Math.cos(d * t))
      for (const [dy, dx] of [
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 1],
      ]) {
        const at = (i * height + Math.floor(y + dy)) * width + Math.floor(x + dx)
        images[at] = Math.max(images[at], 0.4 + 0.6 * random())
      }
    }
  }
  return images
}

function colours(n, [height, width, channels]) {
  const random = uniform(3)
  return Float32Array.from({ length: n * height * width * channels }, () => random())
}
