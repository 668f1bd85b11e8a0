import type { Layer } from '../../network/layer.js'
import type { Network } from '../../network/network.js'
import type { Pair, Shape } from '../../network/shape.js'

/**
 * The windows a plan is made for: a seventh of the image on a side, half of that apart. A plan made for the windows at hand would
 * give a window other bits with other windows.
 */
const WINDOWS_ALONG = 7

/** Changes of the windows that are scored together, in bytes. */
const BATCH_BYTES = 12 << 20

/** Of a layer's map, along rows and columns: pixels from one cell's field to the next's, and pixels in a field. */
export interface Reach {
  readonly step: Pair
  readonly extent: Pair
}

/** What a plan reckons with: how far each layer's cells see, and how many changes a map of all windows has. */
export class ChangeEstimate {
  readonly #network: Network
  readonly #reaches: Reach[] = []

  constructor(network: Network) {
    this.#network = network
    for (const layer of network.layers) this.#reaches.push(this.#reachBehind(layer))
  }

  /**
   * Changes of a layer's map, −1 for the image, under all windows.
   *
   * @param own - whether each window has changes of its own; else those of equal pixels are one
   */
  changes(layer: number, own: boolean): number {
    const { extent } = this.#reachOf(layer)
    const [height, width] = this.#gridOf(layer)
    const along = (axis: 0 | 1) => changesOfCell(this.#network.inputShape[axis], extent[axis], own)
    return height * width * along(0) * along(1)
  }

  /** Points of Winograd's filtering, of all tiles that hold every window's changes of a layer's map. */
  points(layer: number): number {
    const { extent } = this.#reachOf(layer)
    const grid = this.#gridOf(layer)
    const along = (axis: 0 | 1) => {
      const image = this.#network.inputShape[axis]
      const { count } = windowsAlong(image)
      const cells = (grid[axis] * changesOfCell(image, extent[axis], true)) / count
      // A run of any length takes three quarters of a point more than whole tiles would, on average.
      return count * Math.min(pointsAlong(grid[axis]), 1.5 * cells + 0.75)
    }
    return along(0) * along(1)
  }

  /**
   * Changes of pixels, which are the same under every window: a batch of windows has all of them.
   *
   * @param bytes - that each takes while a batch is scored
   */
  pixelChanges(bytes: number): number {
    const [height, width] = this.#network.inputShape
    const room = BATCH_BYTES - height * width * bytes
    const windows = windowsAlong(height).count * windowsAlong(width).count
    const batches = room > 0 ? Math.min(windows, this.#bytes / room) : windows
    return height * width * Math.max(1, batches)
  }

  /** Of the changes of all maps under all windows. */
  get #bytes(): number {
    return this.#network.layers.reduce(
      (sum, { outputShape }, layer) => sum + this.changes(layer, true) * outputShape.at(-1)! * 4,
      0,
    )
  }

  #reachOf(layer: number): Reach {
    return layer < 0 ? { step: [1, 1], extent: [1, 1] } : this.#reaches[layer]!
  }

  #gridOf(layer: number): Pair {
    return gridOf(layer < 0 ? this.#network.inputShape : this.#network.layers[layer]!.outputShape)
  }

  #reachBehind(layer: Layer): Reach {
    const [height, width] = this.#network.inputShape
    const inputs = layer.inputs.map((input) => this.#reachOf(input))
    const along = (axis: 0 | 1): readonly [number, number] => {
      const image = axis === 0 ? height : width
      const step = image / gridOf(layer.outputShape)[axis]
      const inner = Math.max(...inputs.map(({ extent }) => extent[axis]))
      const { size, dilation } = slidingAlong(layer, axis)
      const stretched = layer.inputs.some((input) => this.#gridOf(input)[axis] === 1) && step < image
      if (isWhole(layer) || stretched) return [step, image]
      return [step, Math.min(image, inner + (size - 1) * dilation * inputs[0]!.step[axis])]
    }
    const [y, x] = [along(0), along(1)]
    return { step: [y[0], x[0]], extent: [y[1], x[1]] }
  }
}

/** Along one axis, the different runs of covered pixels in a cell's field, on average over the cells. */
function changesOfCell(image: number, extent: number, own: boolean): number {
  const { size, stride, count } = windowsAlong(image)
  const meeting = Math.min(count, (size + extent - 1) / stride)
  const covering = Math.max(0, (size - extent + 1) / stride)
  if (own || covering <= 1) return meeting
  return meeting - covering + 1
}

/** How many windows of an image [H, W, C] a plan is made for. */
export function plannedWindows([height, width]: readonly [number, number, number]): number {
  return windowsAlong(height).count * windowsAlong(width).count
}

function windowsAlong(image: number): {
  readonly size: number
  readonly stride: number
  readonly count: number
} {
  const size = Math.max(1, Math.round(image / WINDOWS_ALONG))
  const stride = Math.max(1, Math.floor(size / 2))
  return { size, stride, count: Math.floor((image - size) / stride) + 1 }
}

/** Points of a run of cells: six for each four, and two more than the cells that are left, if any are. */
function pointsAlong(cells: number): number {
  const left = cells % 4
  return 6 * Math.floor(cells / 4) + (left > 0 ? left + 2 : 0)
}

function gridOf(shape: Shape): Pair {
  return shape.length === 3 ? [shape[0]!, shape[1]!] : [1, 1]
}

function slidingAlong(layer: Layer, axis: 0 | 1): { readonly size: number; readonly dilation: number } {
  if ('kernelSize' in layer) return { size: layer.kernelSize[axis], dilation: layer.dilation[axis] }
  if ('windowSize' in layer) return { size: layer.windowSize[axis], dilation: layer.dilation?.[axis] ?? 1 }
  return { size: 1, dilation: 1 }
}

/** Layers behind which every cell sees the whole image. */
function isWhole(layer: Layer): boolean {
  switch (layer.kind) {
    case 'dense':
    case 'globalAveragePool':
    case 'globalMaxPool':
    case 'groupNorm':
    case 'reshape':
    case 'reduce':
    case 'transpose':
      return true
    default:
      return layer.outputShape.length !== 3
  }
}
