import { windowGrid } from '@umbra/core/explain'
import { sizeText } from '@umbra/core/words'
import type { Terminal } from './terminal.js'

interface Windows {
  readonly window: number | readonly number[]
  readonly stride: number | readonly number[]
}

/** Says once which window and stride an image's size has chosen, where they are not the usual ones of small images. */
export function noteWindows(
  given: { readonly [option: string]: unknown },
  { window, stride }: Windows,
  { images }: { readonly images: { readonly shape: readonly [number, number, number, number] } },
  terminal: Pick<Terminal, 'note'>,
): void {
  const chosen = [
    ...(given.window === undefined && sizeText(window) !== '4×4' ? [`window ${sizeText(window)}`] : []),
    ...(given.stride === undefined && sizeText(stride) !== '1×1' ? [`stride ${sizeText(stride)}`] : []),
  ]
  if (chosen.length === 0) return
  const [, ...imageShape] = images.shape
  const [rows, columns] = windowGrid(imageShape, { window, stride } as Parameters<
    typeof windowGrid
  >[1]).positions
  terminal.note(
    `${chosen.join(', ')} for images of ${imageShape[0]}×${imageShape[1]}: ${rows * columns} windows; --window and --stride take others`,
  )
}
