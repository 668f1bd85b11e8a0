import type { Fit } from '@umbra/core'

/** Which part of a picture the network sees. */
export interface Placement {
  /** What is seen at a zoom of 1: all of it with a margin, its middle, or all of it out of proportion. */
  readonly fit: Fit
  /** How many times as large as at first, 1 or more. */
  readonly zoom: number
  /** The point of the turned picture in the middle, in shares of its width and height. */
  readonly x: number
  readonly y: number
  /** Degrees, clockwise, about the picture's middle. */
  readonly angle: number
}

export const UNTOUCHED: Omit<Placement, 'fit'> = { zoom: 1, x: 0.5, y: 0.5, angle: 0 }

interface Size {
  readonly width: number
  readonly height: number
}

/** Whether a picture lies as the command line lays it. */
export function isUntouched({ zoom, x, y, angle }: Placement): boolean {
  return zoom === 1 && x === 0.5 && y === 0.5 && angle % 360 === 0
}

/** The picture's size once turned by whole quarters; what is turned by less keeps it. */
export function turnedSize({ width, height }: Size, { angle }: Placement): Size {
  return Math.round(angle / 90) % 2 === 0 ? { width, height } : { width: height, height: width }
}

/** The size of what is seen, in pixels of the picture. @param model - of the network's images */
export function viewSize(picture: Size, placement: Placement, model: Size): Size {
  const { width, height } = turnedSize(picture, placement)
  const { fit, zoom } = placement
  if (fit === 'stretch') return { width: width / zoom, height: height / zoom }
  const factors = [width / model.width, height / model.height]
  const factor = (fit === 'cover' ? Math.min(...factors) : Math.max(...factors)) / zoom
  return { width: model.width * factor, height: model.height * factor }
}

/**
 * Draws what is seen, filling the whole of a canvas of any size; black where there is no picture.
 *
 * @param source - the picture, at any scale
 * @param size - of the picture, in its own pixels
 */
export function drawView(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  source: CanvasImageSource,
  size: Size,
  placement: Placement,
  model: Size,
): void {
  const { width, height } = context.canvas
  const view = viewSize(size, placement, model)
  const turned = turnedSize(size, placement)
  context.resetTransform()
  context.fillStyle = '#000000'
  context.fillRect(0, 0, width, height)
  context.imageSmoothingQuality = 'high'
  context.scale(width / view.width, height / view.height)
  context.translate(
    view.width / 2 + (0.5 - placement.x) * turned.width,
    view.height / 2 + (0.5 - placement.y) * turned.height,
  )
  context.rotate((placement.angle * Math.PI) / 180)
  context.drawImage(source, -size.width / 2, -size.height / 2, size.width, size.height)
}
