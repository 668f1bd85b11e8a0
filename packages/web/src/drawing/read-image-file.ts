import { fitImage, isDarkOnLight } from '@umbra/core'
import { decodePicture } from './decode-picture.js'
import { isColoured } from './is-coloured.js'

const SIZE = 28

/** A picture as the network sees it. */
export interface ReadImage {
  /** Bytes [28 × 28]. */
  readonly pixels: Uint8Array
  /** What was done to it, in order. */
  readonly steps: readonly string[]
  /**
   * The options by which the command line makes the same image of the same file; absent where it would decode other pixels: of
   * anything but a JPEG or PNG, which have one reading.
   */
  readonly options?: readonly string[]
  /** Whether the picture has colours, which the network does not see. */
  readonly coloured: boolean
}

/**
 * Reads a picture of a digit. One of 28×28 is taken as it is; any other is turned light on dark where its border is light, and
 * centred as MNIST's digits are, as `umbra explain --centre --invert` does.
 *
 * @throws StudioError IMAGE_TOO_LARGE, IMAGE_UNREADABLE
 */
export async function readImageFile(file: File): Promise<ReadImage> {
  const { picture, exact } = await decodePicture(file)
  const centre = picture.width !== SIZE || picture.height !== SIZE
  const invert = centre && isDarkOnLight(picture)
  const { data, steps, warning } = fitImage(picture, [SIZE, SIZE, 1], { centre, invert })
  const options = [...(centre ? ['--centre'] : []), ...(invert ? ['--invert'] : [])]
  return {
    pixels: Uint8Array.from(data, (value) => Math.round(255 * value)),
    steps: [...steps, ...(centre ? [] : ['taken as it is']), ...(warning ? [warning] : [])],
    ...(exact && centre && { options }),
    coloured: isColoured(picture),
  }
}
