/**
 * How a picture of other proportions becomes one of the model's: the whole of it with a margin, as much of its middle as
 * fills the model's, or the whole of it out of proportion.
 */
export type Fit = 'contain' | 'cover' | 'stretch'

interface Size {
  readonly width: number
  readonly height: number
}

/** Where the whole of a picture comes to lie in a model's image, in pixels of the image. */
export interface FittedPlace extends Size {
  /** Of its upper left corner; below 0 where edges are cut. */
  readonly left: number
  readonly top: number
}

/** Where `fitImage` puts a picture: its size there, which may be smaller or larger than the model's along an axis, in the middle. */
export function fittedPlace(picture: Size, model: Size, fit: Fit): FittedPlace {
  const factors = [model.width / picture.width, model.height / picture.height]
  const factor = fit === 'cover' ? Math.max(...factors) : Math.min(...factors)
  const width = fit === 'stretch' ? model.width : sizeBy(picture.width, factor, model.width, fit)
  const height = fit === 'stretch' ? model.height : sizeBy(picture.height, factor, model.height, fit)
  const [left, top] = [Math.floor((model.width - width) / 2), Math.floor((model.height - height) / 2)]
  return { width, height, left, top }
}

/** Rounding may neither leave the model's size nor fall short of it. */
function sizeBy(size: number, factor: number, model: number, fit: 'contain' | 'cover'): number {
  const rounded = Math.max(1, Math.round(size * factor))
  return fit === 'cover' ? Math.max(model, rounded) : Math.min(model, rounded)
}
