import { InputError } from '../../errors.js'
import type { ResolvedOcclusionOptions } from './options.js'

/** Where the windows lie. P = rows × columns × channel steps, in that order, columns of channels fastest. */
export interface WindowGrid {
  /** int32 [P, 6]: y0, x0, c0, y1, x1, c1, ends exclusive, clipped to the image. */
  readonly windows: Int32Array
  /** Positions along height, width and, for channel-wise windows, channels (else 1). */
  readonly positions: readonly [number, number, number]
  /** [h, w, c] and [y, x, c] as used; c is C where all channels are covered at once. */
  readonly window: readonly [number, number, number]
  readonly stride: readonly [number, number, number]
  /** Whether the map keeps its channel axis. */
  readonly channelWise: boolean
}

/** Most windows of an image: one for every pixel of 2048×2048. */
const MOST_WINDOWS = 2 ** 22

/**
 * Lays windows at 0, S, 2S, … along each axis, ceil((D − W) / S) + 1 of them; the last is clipped at the edge, never
 * shifted back, and no pixel is left uncovered (rules 1, 4 and 5; Captum's `Occlusion`,
 * https://captum.ai/api/occlusion.html). A channel-wise window steps over channels by its own depth.
 *
 * @param imageShape - [H, W, C]
 * @throws InputError WINDOW_EXCEEDS_IMAGE, STRIDE_EXCEEDS_WINDOW, WINDOW_SIZE, STRIDE_SIZE, WINDOWS_TOO_MANY
 */
export function windowGrid(
  imageShape: readonly [number, number, number],
  options: Pick<ResolvedOcclusionOptions, 'window' | 'stride'>,
): WindowGrid {
  const given = typeof options.window === 'number' ? [options.window, options.window] : options.window
  const steps = typeof options.stride === 'number' ? [options.stride, options.stride] : options.stride
  const channels = imageShape[2]
  const depth = given[2] ?? channels
  const window = [given[0]!, given[1]!, depth] as const
  const stride = [steps[0]!, steps[1]!, depth] as const
  const axes = ['height', 'width', 'channels'] as const
  const positions = axes.map((axis, d) => countPositions(axis, imageShape[d]!, window[d]!, stride[d]!))
  const count = positions.reduce((product, along) => product * along, 1)
  if (count > MOST_WINDOWS) {
    throw new InputError(
      'WINDOWS_TOO_MANY',
      `stride ${stride.join('×')} makes ${count} windows, expected at most ${MOST_WINDOWS}: take a larger one`,
    )
  }
  return {
    windows: clippedWindows(imageShape, positions, window, stride),
    positions: [positions[0]!, positions[1]!, positions[2]!],
    window,
    stride,
    channelWise: given.length === 3,
  }
}

function countPositions(axis: string, size: number, window: number, stride: number): number {
  if (!Number.isInteger(window) || window < 1) {
    throw new InputError('WINDOW_SIZE', `window ${axis} is ${window}, expected a whole number of at least 1`)
  }
  if (!Number.isInteger(stride) || stride < 1) {
    throw new InputError(
      'STRIDE_SIZE',
      `stride along ${axis} is ${stride}, expected a whole number of at least 1`,
    )
  }
  if (window > size) {
    throw new InputError(
      'WINDOW_EXCEEDS_IMAGE',
      `window ${axis} ${window} is larger than the image's, ${size}`,
    )
  }
  if (stride > window && window < size) {
    throw new InputError(
      'STRIDE_EXCEEDS_WINDOW',
      `stride ${stride} is larger than the window, ${window}, along ${axis}`,
    )
  }
  return Math.ceil((size - window) / stride) + 1
}

function clippedWindows(
  [height, width, channels]: readonly [number, number, number],
  positions: readonly number[],
  window: readonly [number, number, number],
  stride: readonly [number, number, number],
): Int32Array {
  const [rows, columns, depths] = positions as [number, number, number]
  const windows = new Int32Array(rows * columns * depths * 6)
  let at = 0
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      for (let k = 0; k < depths; k++) {
        const [y, x, c] = [i * stride[0], j * stride[1], k * stride[2]]
        const ends = [y + window[0], x + window[1], c + window[2]] as const
        windows.set(
          [y, x, c, Math.min(ends[0], height), Math.min(ends[1], width), Math.min(ends[2], channels)],
          at,
        )
        at += 6
      }
    }
  }
  return windows
}
