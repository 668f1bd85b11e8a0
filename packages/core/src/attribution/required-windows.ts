import { checkFill, KernelError } from '@umbra/occlusion-wasm'
import { InputError } from '../errors.js'
import { windowFillOf } from './baseline.js'
import type { ResolvedOcclusionOptions } from './occlusion/options.js'
import { type WindowGrid, windowGrid } from './occlusion/windows.js'

/**
 * The windows of images of a shape. It finds windows that do not fit the images, or that the baseline cannot fill: to be asked before
 * anything is drawn, trained or scored.
 *
 * @param imageShape - [H, W, C]
 * @throws InputError as `windowGrid`; BASELINE_WINDOW where the windows leave nothing to in-paint from, or too much to be in-painted
 */
export function requiredWindows(
  imageShape: readonly [number, number, number],
  { baseline, ...laid }: Pick<ResolvedOcclusionOptions, 'window' | 'stride' | 'baseline'>,
): WindowGrid {
  const grid = windowGrid(imageShape, laid)
  const fill = windowFillOf(baseline)
  if (!fill) return grid
  try {
    checkFill(fill, grid.windows, imageShape)
  } catch (error) {
    if (!(error instanceof KernelError)) throw error
    throw new InputError('BASELINE_WINDOW', `baseline ${fill.kind}: ${error.detail}`, { cause: error })
  }
  return grid
}
