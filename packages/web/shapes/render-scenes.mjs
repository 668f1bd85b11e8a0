import { renderScene } from './render-scene.mjs'

/** Pixels of each scene. */
const [WIDTH, HEIGHT] = [320, 240]

/** What lies in each: shape, middle and radius in shares of the height, angle in degrees, hue. */
const LAID = {
  star: [['star', 0.62, 0.5, 0.36, 12, 0.12]],
  'ring-and-disc': [
    ['disc', 0.98, 0.36, 0.2, 0, 0.6],
    ['ring', 0.5, 0.56, 0.32, 0, 0.04],
  ],
  heart: [['heart', 0.7, 0.52, 0.36, -10, 0.96]],
  crescent: [['crescent', 0.66, 0.5, 0.36, 200, 0.15]],
  'cross-and-square': [
    ['square', 0.44, 0.36, 0.24, 20, 0.55],
    ['cross', 0.88, 0.6, 0.3, 30, 0.34],
  ],
  triangle: [['triangle', 0.66, 0.56, 0.38, 8, 0.78]],
}

/**
 * The scenes the studio has to start with, each of a seed of its own.
 *
 * @param randomOf - a generator of a seed: core's `Random`
 */
export function renderScenes(randomOf) {
  return Object.entries(LAID).map(([name, laid], i) => {
    const objects = laid.map(([shape, x, y, radius, degrees, colour]) => ({
      ...{ shape, x: x * HEIGHT, y: y * HEIGHT, radius: radius * HEIGHT },
      ...{ angle: (degrees * Math.PI) / 180, colour },
    }))
    const bytes = renderScene(randomOf(100 + i), { width: WIDTH, height: HEIGHT, objects })
    return { name, width: WIDTH, height: HEIGHT, bytes }
  })
}
