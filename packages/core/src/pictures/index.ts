export { centreDigit } from './centre-digit.js'
export { type Fit, type FitOptions, type FittedImage, fitImage } from './fit-image.js'
export { CHANNEL_NAMES, type Pixels } from './pixels.js'
export { resize } from './resize.js'
