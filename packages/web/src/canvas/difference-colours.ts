import { differenceScale } from '@umbra/core'
import { coloursOf } from './map-colours.js'

/** The colours of differences of maps, over −1 … 1. */
export const DIFFERENCE_COLOURS = coloursOf(differenceScale([1]))
