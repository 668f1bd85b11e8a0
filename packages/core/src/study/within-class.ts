import type { StudyConfig } from '../mapping/config.js'
import type { ClassMaps } from './class-maps.js'
import { compareWithinClass } from './compare.js'
import type { StudyResult } from './result.js'

/** Most regions whose pairs are tested within a class: 496 pairs. Of 784 regions there would be 306,936, each a row. */
const MOST_PAIRED_REGIONS = 32

/** Region against region within each class; of more regions than a reader can compare, how many there are instead. */
export function withinClassTests(
  classes: readonly [ClassMaps, ClassMaps],
  names: readonly string[],
  config: Pick<StudyConfig, 'confidence'>,
): Pick<StudyResult['tests'], 'withinClass' | 'withinClassLeftOut'> {
  if (names.length > MOST_PAIRED_REGIONS) {
    return { withinClass: [], withinClassLeftOut: { regions: names.length, most: MOST_PAIRED_REGIONS } }
  }
  return { withinClass: classes.flatMap((maps) => compareWithinClass(maps.sample.name, names, maps, config)) }
}
