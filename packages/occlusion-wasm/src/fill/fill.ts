import { KernelError } from '../kernels/kernel-error.js'
import type { Filler } from './filler.js'
import { inpainter, largestSystem, MOST_SYSTEM } from './inpaint.js'
import { patchMean } from './patch-mean.js'
import { softWindow } from './soft-window.js'

/**
 * What values under a window become where that hangs on the window, not on the pixel alone:
 * `patch-mean` the mean of the values under the window, channel by channel; `inpaint` the weighted averages of their neighbours,
 * from the window's rim inwards; `soft` x·(1 − w) + b·w, where b is the baseline and w a Gaussian over the window.
 */
export type Fill =
  | { readonly kind: 'patch-mean' }
  | { readonly kind: 'inpaint' }
  /** Standard deviation along each axis as a share of the window's side. */
  | { readonly kind: 'soft'; readonly sigma: number }

/**
 * The function that fills windows of images of a shape; it keeps what windows of one shape share.
 *
 * @param shape - [H, W, C]
 */
export function fillerOf(fill: Fill, shape: readonly [number, number, number]): Filler {
  switch (fill.kind) {
    case 'patch-mean':
      return patchMean(shape)
    case 'inpaint':
      return inpainter(shape)
    case 'soft':
      return softWindow(shape, fill.sigma)
  }
}

/**
 * Checks that a fill can be computed for these windows.
 *
 * @throws KernelError `FILL_INVALID`, `FILL_WINDOW` for a window that leaves no rim to in-paint from, or is too large to
 */
export function checkFill(
  fill: Fill,
  windows: Int32Array,
  [height, width]: readonly [number, number, number],
): void {
  if (fill.kind === 'soft' && !(Number.isFinite(fill.sigma) && fill.sigma > 0)) {
    throw new KernelError('FILL_INVALID', `sigma: expected a number above 0, got ${fill.sigma}`)
  }
  if (fill.kind !== 'inpaint') return
  for (let i = 0; i < windows.length; i += 6) {
    const [h, w] = [windows[i + 3]! - windows[i]!, windows[i + 4]! - windows[i + 1]!]
    if (h === height && w === width) {
      throw new KernelError(
        'FILL_WINDOW',
        `a window of ${h}×${w} is the whole image: no rim to in-paint from`,
      )
    }
    if (largestSystem(h, w) > MOST_SYSTEM) {
      throw new KernelError(
        'FILL_WINDOW',
        `a window of ${h}×${w} is too large to be in-painted, expected at most about 160×160`,
      )
    }
  }
}
