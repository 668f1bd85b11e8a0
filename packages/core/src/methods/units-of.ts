import { gridOf, type Segments, segmentsOf } from '../faithfulness/segments.js'
import type { MethodRequest, MethodSubject } from './method.js'

/** Superpixels or cells of a request that does not say how many. */
export const SEGMENTS = 49

/** An image's superpixels, as a request asks for them. */
export function superpixelsOf(
  image: Float32Array,
  { height, width, channels }: MethodSubject,
  { segments = SEGMENTS, segmentation = 'slic' }: Pick<MethodRequest, 'segments' | 'segmentation'>,
): Segments {
  return segmentsOf(image, [height, width, channels], { segments, segmentation })
}

/** The cells of the grid of methods that know no superpixels. */
export function cellsOf(
  _: Float32Array,
  { height, width }: MethodSubject,
  { segments = SEGMENTS }: Pick<MethodRequest, 'segments'>,
): Segments {
  return gridOf(segments, height, width)
}
