import type { Layer } from '@umbra/occlusion-wasm'
import type { Initialiser, LayerInitialisers } from '../formats/keras/initialisers.js'
import type { Random } from '../random.js'

/** Standard deviation of a standard normal cut at ±2, √(1 − 4φ(2)/(2Φ(2) − 1)). */
const CUT_AT_TWO = 0.8796256610342398

/**
 * First values of one tensor, as its initialiser draws them.
 *
 * @param fans - connections into and out of a unit, which a kernel's spread may follow
 * @returns float32 [length]
 */
export function initialValues(
  initialiser: Initialiser,
  length: number,
  fans: readonly [into: number, outOf: number],
  random: Random,
): Float32Array {
  const draw = drawFrom(initialiser, fans, random)
  const values = new Float32Array(length)
  for (let i = 0; i < length; i++) values[i] = draw()
  return values
}

function drawFrom(initialiser: Initialiser, fans: readonly [number, number], random: Random): () => number {
  switch (initialiser.kind) {
    case 'constant':
      return () => initialiser.value
    case 'uniform':
      return uniform(initialiser.least, initialiser.most, random)
    case 'normal':
      return normal(initialiser.mean, initialiser.sd, initialiser.truncated, random)
    case 'variance': {
      const { scale, mode, distribution, widened } = initialiser
      const connections = { fan_in: fans[0], fan_out: fans[1], fan_avg: (fans[0] + fans[1]) / 2 }[mode]
      const spread = scale / Math.max(1, connections)
      const limit = Math.sqrt(3 * spread)
      if (distribution === 'uniform') return uniform(-limit, limit, random)
      const truncated = distribution === 'truncated'
      return normal(0, Math.sqrt(spread) / (truncated && widened ? CUT_AT_TWO : 1), truncated, random)
    }
  }
}

function uniform(least: number, most: number, random: Random): () => number {
  return () => least + (most - least) * random.uniform()
}

function normal(mean: number, sd: number, truncated: boolean, random: Random): () => number {
  return () => {
    let z = random.normal()
    while (truncated && Math.abs(z) > 2) z = random.normal()
    return mean + sd * z
  }
}

/** Connections into and out of a unit, along the axes Keras's kernel has: a window's taps times channels. */
export function fansOf(
  layer: Layer,
  fans: LayerInitialisers['fans'],
  inputChannels: number,
): readonly [into: number, outOf: number] {
  if (!('kernel' in layer)) return [1, 1]
  const area = 'kernelSize' in layer ? layer.kernelSize[0] * layer.kernelSize[1] : 1
  const units = layer.bias.length
  if (fans === 'depthwise') return [area * inputChannels, (area * units) / inputChannels]
  const plain = [layer.kernel.length / units, area * units] as const
  return fans === 'transposed' ? [plain[1], plain[0]] : plain
}
