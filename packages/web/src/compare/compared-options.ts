import { computed } from '@preact/signals'
import { model } from '../live-map.js'
import type { OptionTexts } from '../options/option-field.js'
import { comparison, drawnRegions, grid, study } from '../state.js'
import { masksOf, type Rectangle, readRectangles } from './rectangles.js'

/** The rectangles drawn for images of the size that the model in use takes; undefined where regions are not drawn. */
export const rectangles = computed((): readonly Rectangle[] | undefined => {
  const [shape, read] = [model.value?.inputShape, readRectangles(drawnRegions.value)]
  if (!shape || !read) return undefined
  return read.size[0] === shape[0] && read.size[1] === shape[1] ? read.rectangles : []
})

/** What is asked for: of all pairs without classes and untrained networks, with the regions drawn. */
export const comparedOptions = computed((): OptionTexts => {
  const { classes, controls, ...both } = study.value
  const own = comparison.value === 'pairs' ? {} : { classes, controls }
  const texts = Object.entries({ ...own, ...both }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  const drawn = rectangles.value
  const [height, width] = model.value?.inputShape ?? [1, 1]
  return {
    ...Object.fromEntries(texts),
    ...(drawn && { regions: JSON.stringify(masksOf(drawn, [height, width])) }),
  }
})

/** What a study is repeated over, where it is. */
export const gridTexts = computed((): OptionTexts => (comparison.value === 'robustness' ? grid.value : {}))
