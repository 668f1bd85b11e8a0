import type { Network } from '../src/network/network.js'
import type { Dice } from './dice.js'

/** An image, what covered pixels become, and windows: what a network is tried on. */
export interface Trial {
  readonly image: Float32Array
  readonly baseline: Float32Array
  readonly windows: Int32Array
  /** Of the windows. */
  readonly count: number
}

/** Values inside random networks are about 1: scores far below that are what is left of sums that cancel, in any float32. */
export const SMALLEST_SCALE = 0.1

export function trialOf(dice: Dice, network: Network): Trial {
  const size = network.inputShape.reduce((product, d) => product * d, 1)
  const image = randomImage(dice, size)
  const baseline = randomBaseline(dice, image)
  const windows = randomWindows(dice, network)
  return { image, baseline, windows, count: windows.length / 6 }
}

/** Images with much of one value, as drawings have, or with none. */
function randomImage(dice: Dice, size: number): Float32Array {
  const ink = dice.pick([0.1, 0.4, 1])
  return Float32Array.from({ length: size }, () => (dice.chance(ink) ? dice.uniform() : 0))
}

function randomBaseline(dice: Dice, image: Float32Array): Float32Array {
  switch (dice.pick(['zero', 'number', 'image', 'equal'])) {
    case 'zero':
      return new Float32Array(image.length)
    case 'number':
      return new Float32Array(image.length).fill(0.37)
    case 'equal':
      return image.slice()
    default:
      return dice.floats(image.length, 1)
  }
}

export function randomWindows(dice: Dice, { inputShape: [height, width, channels] }: Network): Int32Array {
  const channelWise = dice.chance(0.3)
  return Int32Array.from(
    Array.from({ length: dice.between(1, 9) }, () => {
      const [y0, y1] = randomSpan(dice, height)
      const [x0, x1] = randomSpan(dice, width)
      const [c0, c1] = channelWise ? randomSpan(dice, channels) : [0, channels]
      return [y0, x0, c0, y1, x1, c1]
    }).flat(),
  )
}

function randomSpan(dice: Dice, size: number): [number, number] {
  const start = dice.between(0, size - 1)
  return [start, dice.chance(0.7) ? Math.min(size, start + dice.between(1, 4)) : dice.between(start, size)]
}
