import { baselineText, scoreText, sizeText } from '../../attribution/occlusion/settings-text.js'
import type { StudyConfig } from '../../mapping/config.js'
import type { StudyResult } from '../../study/result.js'
import { listedBriefly } from '../../study/verdict-words.js'
import { formatConfidence, formatCount, formatPercent } from '../../words/format.js'
import type { ReportContext } from '../context.js'
import { definitions, type Section } from '../elements.js'
import { type Html, html } from '../html.js'

/** The hypotheses, and what was run to tell between them. */
export function questionSection({ study }: ReportContext): Section {
  const { classes, config, provenance, regions } = study.result
  const [a, b] = classes
  const drawn = classes.map(({ name, n, excluded, withoutInk = 0 }) => {
    const left = [
      ...(config.selection === 'correct' ? [`${formatCount(excluded)} misclassified`] : []),
      ...(withoutInk > 0 ? [`${formatCount(withoutInk)} without ink in some region`] : []),
    ]
    return `${formatCount(n)} images of ${name}${left.length > 0 ? `, ${left.join(' and ')} left out` : ''}`
  })
  return {
    id: 'question',
    title: 'Question and design',
    content: html`<p><b>H0.</b> The network’s sensitivity is shared out over the regions (${regionNames(regions)}) in the same way for
${a.name} and for ${b.name}: the mean profiles of the classes are one.</p>
<p><b>H1.</b> The profiles differ: at least one region’s share of an image’s sensitivity is larger for ${a.name} than for ${b.name}, or
smaller.</p>
<p>How much, the strength of the maps, is a question of its own, and so is whether a difference was learned. To be told: until version 1 of
this result the primary test was the raw interaction, which takes strength for place; it was changed after its numbers for 6 and 8 on MNIST had
been seen, and found to be reached by untrained networks.</p>
${measuredText(config)}
${definitions([['Images', drawn.join('; ')], ...designRows({ config, provenance, regions })])}`,
  }
}

/** How a map and a region's sensitivity came about. */
export function measuredText({ score, normalisation }: Pick<StudyConfig, 'score' | 'normalisation'>): Html {
  return html`<p>Each image was covered window by window. The drop of its own class’s ${scoreText(score)} under a window is
how much the network relied on what was covered; a pixel’s value is the mean drop over the windows that contain it.
Positive values supported the class, negative ones spoke against it. ${
    normalisation === 'ink'
      ? 'A region’s sensitivity is the sum of the map over the region divided by the ink in it.'
      : 'A region’s sensitivity is the mean of the map over its pixels.'
  } The image is the unit of analysis.</p>`
}

/** What was chosen, row by row. */
export function designRows({
  config,
  provenance,
  regions,
}: Pick<StudyResult, 'provenance' | 'regions'> & {
  readonly config: Omit<StudyConfig, 'classes' | 'controls'>
}): [string, string][] {
  const accuracy = provenance.model.testAccuracy
  return [
    ['Drawn from', `${provenance.data.name}, seed ${config.seed}, ${SELECTIONS[config.selection]}`],
    [
      'Model',
      `${provenance.model.source}${accuracy === undefined ? '' : `, test accuracy ${formatPercent(accuracy, 2)}`}`,
    ],
    ['Window, stride', `${sizeText(config.window)} pixels, ${sizeText(config.stride)} pixels`],
    ['Baseline', baselineText(config.baseline)],
    ['Score', scoreText(config.score)],
    ['Regions', regionsText(regions)],
    ['Resampling', `${formatCount(config.permutations)} permutations`],
    ['Intervals', `${formatConfidence(config.confidence)} confidence`],
  ]
}

/** Regions a report names one by one; of more, the first ones and how many others there are. */
const NAMED_REGIONS = 48

/** `top, middle, bottom`, or `r1 c1, r1 c2, r1 c3 and 781 others`. */
export function regionNames(regions: readonly { readonly name: string }[]): string {
  const names = regions.map(({ name }) => name)
  return names.length > NAMED_REGIONS ? listedBriefly(names, (count) => `${count} others`) : names.join(', ')
}

function regionsText(regions: StudyResult['regions']): string {
  if (regions.length <= NAMED_REGIONS) return regions.map(regionText).join('; ')
  return `${regions.length}, from ${regionText(regions[0]!)} to ${regionText(regions.at(-1)!)}`
}

function regionText({ name, rows, pixels }: StudyResult['regions'][number]): string {
  return `${name}: ${rows ? `rows ${rows[0]}–${rows[1] - 1}` : `${pixels!.length} pixels`}`
}

const SELECTIONS = {
  correct: 'correctly classified images only',
  all: 'whether or not classified correctly',
} as const
