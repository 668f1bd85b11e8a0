import { type Fit, fittedPlace } from '@umbra/core'

interface Size {
  readonly width: number
  readonly height: number
}

/** What two networks both see of a picture, in cells: where each cell lies in either one's image. */
export interface CommonGrid {
  readonly rows: number
  readonly columns: number
  /** int32 [rows × columns] for each network: the pixel of its image, [H × W], at each cell. */
  readonly places: readonly [Int32Array, Int32Array]
  /** Whether the images are of one size: then cells are their pixels. */
  readonly same: boolean
}

/**
 * Lays two networks' images over the picture they were made of. Images of one size are compared pixel by pixel. Of others it is the part
 * of the picture that both see, in as many cells as the finer of the two has pixels there; a cell has the value of the pixel that its
 * middle lies in, so that nothing is smoothed.
 *
 * @param picture - its size
 * @param fit - how it became either image, untouched by hand
 * @param models - sizes of the two images
 */
export function commonGrid(picture: Size, fit: Fit, models: readonly [Size, Size]): CommonGrid {
  const [a, b] = models
  if (a.width === b.width && a.height === b.height) {
    const own = Int32Array.from({ length: a.width * a.height }, (_, i) => i)
    return { rows: a.height, columns: a.width, places: [own, own], same: true }
  }
  const [first, second] = models.map((model) => fittedPlace(picture, model, fit))
  const across = commonAxis([first!.left, first!.width, a.width], [second!.left, second!.width, b.width])
  const down = commonAxis([first!.top, first!.height, a.height], [second!.top, second!.height, b.height])
  const placesOf = (n: 0 | 1) =>
    Int32Array.from({ length: down.cells * across.cells }, (_, i) => {
      const row = down.places[n][Math.floor(i / across.cells)]!
      return row * models[n].width + across.places[n][i % across.cells]!
    })
  return { rows: down.cells, columns: across.cells, places: [placesOf(0), placesOf(1)], same: false }
}

/** Along one axis of a network's image: where the picture begins, how long it is, and how long the image. */
type Axis = readonly [start: number, length: number, side: number]

/** Cells along one axis of what both see, and the pixel of either at each. */
function commonAxis(...axes: readonly [Axis, Axis]) {
  // In shares of the picture.
  const from = Math.max(...axes.map(([start, length]) => Math.max(0, -start) / length))
  const to = Math.min(...axes.map(([start, length, side]) => Math.min(length, side - start) / length))
  const cells = Math.max(1, Math.round((to - from) * Math.max(axes[0][1], axes[1][1])))
  const placesOf = ([start, length, side]: Axis) =>
    Array.from({ length: cells }, (_, i) => {
      const share = from + ((i + 0.5) / cells) * (to - from)
      return Math.max(0, Math.min(side - 1, start + Math.floor(share * length)))
    })
  return { cells, places: [placesOf(axes[0]), placesOf(axes[1])] as const }
}
