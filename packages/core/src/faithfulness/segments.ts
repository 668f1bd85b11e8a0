import { slic } from './slic.js'

/** An image cut into units that are covered together. */
export interface Segments {
  /** int32 [H, W]: which unit each pixel is of. */
  readonly unitOf: Int32Array
  readonly count: number
}

/** Square patches of a side, from the upper left; what is left at the edges is patches of their own. */
export function patchesOf(side: number, height: number, width: number): Segments {
  const columns = Math.ceil(width / side)
  const unitOf = Int32Array.from(
    { length: height * width },
    (_, i) => Math.floor(Math.floor(i / width) / side) * columns + Math.floor((i % width) / side),
  )
  return { unitOf, count: Math.ceil(height / side) * columns }
}

/** Rows and columns of about `count` cells, as square as they can be. */
export function gridSize(count: number, height: number, width: number): [rows: number, columns: number] {
  const rows = Math.max(1, Math.min(height, Math.round(Math.sqrt((count * height) / width))))
  return [rows, Math.max(1, Math.min(width, Math.round(count / rows)))]
}

/** About `count` cells of a grid, as square as they can be. */
export function gridOf(count: number, height: number, width: number): Segments {
  const [rows, columns] = gridSize(count, height, width)
  const unitOf = Int32Array.from({ length: height * width }, (_, i) => {
    const [y, x] = [Math.floor(i / width), i % width]
    return Math.floor((y * rows) / height) * columns + Math.floor((x * columns) / width)
  })
  return { unitOf, count: rows * columns }
}

/** Superpixels of an image: by SLIC, or the cells of a grid. @param image - float32 [H, W, C] */
export function segmentsOf(
  image: Float32Array,
  shape: readonly [number, number, number],
  { segments, segmentation }: { readonly segments: number; readonly segmentation: 'slic' | 'grid' },
): Segments {
  const grid = gridOf(segments, shape[0], shape[1])
  return segmentation === 'grid' ? grid : slic(image, shape, grid)
}
