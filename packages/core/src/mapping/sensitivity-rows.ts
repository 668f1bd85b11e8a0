import { type Normalisation, type Region, sensitivity } from '../regions/index.js'

/**
 * What each map of a sample comes to: over the whole map, then by region.
 *
 * @param maps - float32 [n, H, W]
 * @param images - float32 [n, H, W, C]
 * @returns [n] rows of 1 + R; NaN where ink-adjusted and without ink
 */
export function sensitivityRows(
  maps: Float32Array,
  images: { readonly data: Float32Array; readonly shape: readonly [number, number, number, number] },
  regions: readonly Region[],
  normalisation: Normalisation,
): Float64Array[] {
  const [n] = images.shape
  const pixels = maps.length / n
  const inputs = images.data.length / n
  const everything = { name: 'overall', pixels: Uint32Array.from({ length: pixels }, (_, p) => p) }
  const all = [everything, ...regions]
  return Array.from({ length: n }, (_, i) =>
    sensitivity(
      maps.subarray(i * pixels, (i + 1) * pixels),
      images.data.subarray(i * inputs, (i + 1) * inputs),
      all,
      normalisation,
    ),
  )
}
