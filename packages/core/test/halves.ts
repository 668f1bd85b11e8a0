import { createNetwork, type Network } from '@umbra/occlusion-wasm'
import type { Dataset } from '../src/dataset/index.js'
import { Random } from '../src/random.js'

/** Height and width of the images. */
export const SIDE = 10

const isOwn = (row: number, label: number) => (label === 0 ? row < SIDE / 2 : row >= SIDE / 2)

/** A linear network: class 0 is ink in the upper half, class 1 in the lower. @param beside - what ink in the other half weighs, of 0.3 */
export function halvesNetwork(beside: number): Network {
  const kernel = Float32Array.from({ length: SIDE * SIDE * 2 }, (_, i) =>
    isOwn(Math.floor(i / 2 / SIDE), i % 2) ? 0.3 : beside,
  )
  return createNetwork(
    [SIDE, SIDE, 1],
    [
      { kind: 'flatten', inputs: [-1] },
      { kind: 'dense', inputs: [0], kernel, bias: new Float32Array(2) },
    ],
  )
}

/** Forty images, by turns of either class, with twice as many strokes in the half that is their own. */
export function halvesData(): Dataset {
  const random = new Random(9)
  const n = 40
  const labels = Uint8Array.from({ length: n }, (_, i) => i % 2)
  return {
    name: 'halves',
    images: {
      data: Float32Array.from({ length: n * SIDE * SIDE }, (_, at) => {
        const [i, row] = [Math.floor(at / (SIDE * SIDE)), Math.floor((at % (SIDE * SIDE)) / SIDE)]
        return random.uniform() < (isOwn(row, labels[i]!) ? 0.6 : 0.3) ? random.uniform() : 0
      }),
      shape: [n, SIDE, SIDE, 1],
    },
    labels,
    classNames: ['upper', 'lower'],
    sha256: { images: 'a', labels: 'b' },
  }
}

export const halvesProvenance = {
  command: 'a test',
  model: { sha256: 'c', source: 'test' },
  created: '2026-01-01T00:00:00Z',
}
