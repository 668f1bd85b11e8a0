import type { StudyConfig } from '../mapping/config.js'
import type { ClassSample } from '../mapping/sample-classes.js'
import { sensitivityRows } from '../mapping/sensitivity-rows.js'
import type { Region } from '../regions/index.js'

/** One class's maps and what they come to. */
export interface ClassMaps {
  readonly sample: ClassSample
  /** float32 [n, H, W], each image's map for its own class. */
  readonly maps: Float32Array
  /** [n] mean of each map, or its sum over the image's ink. */
  readonly overall: Float64Array
  /** [R][n] sensitivity of each region; NaN where ink-adjusted and without ink. */
  readonly regions: readonly Float64Array[]
}

/** Sums one class's maps by region. @param maps - float32 [n, H, W] */
export function classMaps(
  sample: ClassSample,
  maps: Float32Array,
  regions: readonly Region[],
  config: Pick<StudyConfig, 'normalisation'>,
): ClassMaps {
  const rows = sensitivityRows(maps, sample.images, regions, config.normalisation)
  const column = (r: number) => Float64Array.from(rows, (row) => row[r]!)
  return { sample, maps, overall: column(0), regions: regions.map((_, r) => column(r + 1)) }
}
