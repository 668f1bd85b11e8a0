import { NetworkError, NetworkSize } from '@umbra/occlusion-wasm'
import { refusedAsInput } from '../../formats/keras/refused-as-input.js'
import type { Layer, LiveLayer } from './live-layers.js'

/** Bytes that values may take in TensorFlow.js, whose memory ends at 2 GiB. */
const ROOM = 2 ** 30

/** Most places under all windows of a layer, for one image. */
const MOST_TAPS = 2 ** 27

/** Shapes of what a layer gives, [n, …], each time it is called; sizes not fixed are 1. */
export function outputShapesOf({ inboundNodes }: Layer): number[][] {
  return inboundNodes.flatMap(({ outputShapes }) =>
    outputShapes.map((shape) => [shape].flat().map((size) => Number(size ?? 1))),
  )
}

/** How many images TensorFlow.js may be given at once: out of memory, it ends for the whole process. */
export interface Room {
  /** To be scored. */
  readonly images: number
  /** While what every layer reads and gives is kept. */
  readonly recorded: number
}

/** @throws InputError `MODEL_TOO_LARGE` for a model that leaves no room for the two images that a check takes */
export function roomFor(layers: readonly LiveLayer[]): Room {
  const size = new NetworkSize()
  let [most, all] = [1, 1]
  return refusedAsInput(() => {
    for (const { layer, path } of layers) {
      const label = `layer "${path.at(-1)}"`
      for (const [, ...shape] of outputShapesOf(layer)) {
        size.add(shape, 0, label)
        const values = shape.reduce((product, length) => product * length, 1)
        // Kernels of TensorFlow.js make a table of all that is under a window, for every place it stands at.
        const table = shape.slice(0, -1).reduce((product, length) => product * length, tapsOf(layer))
        if (table > MOST_TAPS) {
          throw new NetworkError(
            'MODEL_TOO_LARGE',
            `${label}: ${table} places under its windows are more than ${MOST_TAPS}`,
          )
        }
        most = Math.max(most, values, table)
        all += values
        if (2 * 4 * all > ROOM) {
          throw new NetworkError(
            'MODEL_TOO_LARGE',
            `${label}: up to here the values of all layers for two images take more than 1 GiB`,
          )
        }
      }
    }
    return { images: Math.max(1, Math.floor(ROOM / (3 * 4 * most))), recorded: Math.floor(ROOM / (4 * all)) }
  })
}

/** Values under a window. */
function tapsOf(layer: Layer): number {
  const { kernelSize, poolSize } = layer as { kernelSize?: number | number[]; poolSize?: number | number[] }
  return [kernelSize ?? poolSize ?? 1].flat().reduce((product, length) => product * length, 1)
}
