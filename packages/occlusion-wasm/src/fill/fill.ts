import { KernelError } from '../kernels/kernel-error.js'
import { ownArray } from '../own-array.js'
import type { Filler } from './filler.js'
import { inpainter, largestSystem, MOST_SYSTEM } from './inpaint.js'
import { patchMean } from './patch-mean.js'
import { type PixelSets, pixelSets, windowsOfSets } from './pixel-sets.js'
import { softWindow } from './soft-window.js'

/**
 * What values under a window become where that hangs on the window, not on the pixel alone:
 * `patch-mean` the mean of the values under the window, channel by channel; `inpaint` the weighted averages of their neighbours,
 * from the window's rim inwards; `soft` x·(1 − w) + b·w, where b is the baseline and w a Gaussian over the window; `sets` what a set
 * of pixels becomes that lies in the window, which leaves the others as they are.
 */
export type Fill =
  | { readonly kind: 'patch-mean' }
  | { readonly kind: 'inpaint' }
  /** Standard deviation along each axis as a share of the window's side. */
  | { readonly kind: 'soft'; readonly sigma: number }
  | PixelSets

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
    case 'sets':
      return pixelSets(fill, shape)
  }
}

/**
 * Checks that a fill can be computed for these windows.
 *
 * @throws KernelError `FILL_INVALID`, also for windows that are not those of the sets, `FILL_WINDOW` for a window that leaves no rim to in-paint from, or is too large to
 */
export function checkFill(fill: Fill, windows: Int32Array, shape: readonly [number, number, number]): void {
  const [height, width] = shape
  if (fill.kind === 'soft' && !(Number.isFinite(fill.sigma) && fill.sigma > 0)) {
    throw new KernelError('FILL_INVALID', `sigma: expected a number above 0, got ${fill.sigma}`)
  }
  if (fill.kind === 'sets') checkSets(fill, windows, shape)
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

function checkSets(
  { covered, values }: PixelSets,
  windows: Int32Array,
  shape: readonly [number, number, number],
): void {
  const [height, width, channels] = shape
  const size = (windows.length / 6) * height * width
  if (covered.length !== size) {
    throw new KernelError('FILL_INVALID', `covered: expected ${size} values, got ${covered.length}`)
  }
  if (values && values.length !== size * channels) {
    throw new KernelError('FILL_INVALID', `values: expected ${size * channels}, got ${values.length}`)
  }
  const around = windowsOfSets(covered, shape)
  const other = windows.findIndex((corner, i) => corner !== around[i])
  if (other < 0) return
  const p = Math.floor(other / 6)
  const [given, expected] = [windows, around].map((of) => of.subarray(p * 6, p * 6 + 6).join(' '))
  throw new KernelError(
    'FILL_INVALID',
    `window ${p}: expected ${expected}, which its set takes, got ${given}`,
  )
}

/** Whether windows are filled alike. Sets of pixels are compared as arrays, not by what is in them. */
export function isSameFill(a: Fill | undefined, b: Fill | undefined): boolean {
  if (a?.kind === 'sets' || b?.kind === 'sets') {
    return a?.kind === 'sets' && b?.kind === 'sets' && a.covered === b.covered && a.values === b.values
  }
  return JSON.stringify(a) === JSON.stringify(b)
}

/** A fill of its own, whatever becomes of the caller's arrays. */
export function ownFill(fill: Fill): Fill {
  if (fill.kind !== 'sets') return { ...fill }
  const { covered, values } = fill
  return { kind: 'sets', covered: ownArray(covered), ...(values && { values: ownArray(values) }) }
}
