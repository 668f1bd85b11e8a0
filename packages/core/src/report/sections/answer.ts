import { intervalName } from '../../figures/class-legend.js'
import {
  formatDf,
  formatEstimate,
  formatLevel,
  formatNumber,
  formatP,
  formatPValue,
  type StudyFigures,
} from '../../figures/index.js'
import { typicalSample } from '../../figures/sample-choice.js'
import type { Study, StudyResult } from '../../study/result.js'
import { figure, type Section, table } from '../elements.js'
import { type Html, html } from '../html.js'

/** The verdict and its three most telling numbers, before anything else. */
export function verdictBlock({ verdict, tests, classes, config }: StudyResult): Html {
  const { interaction, overall } = tests
  const [a, b] = classes
  const largest = [...tests.regions].sort(
    (x, y) => Math.abs(y.effect?.value ?? 0) - Math.abs(x.effect?.value ?? 0),
  )[0]
  const difference = (test: typeof overall, p: string) =>
    html`${a.name} − ${b.name} = ${formatEstimate(test.estimate ?? Number.NaN, test.interval)}${
      test.effect ? `, ${test.effect.name} ${formatEstimate(test.effect.value, test.effect.interval)}` : ''
    }, ${p}`
  return html`<div class="verdict" role="note" aria-label="Verdict">
<p>${verdict.text}</p>
<p class="status">H1 is ${verdict.supported ? 'supported' : 'not supported'} at the ${formatLevel(100 * (1 - config.confidence))}% level.</p>
</div>
<dl class="facts">
<div><dt>Class × region interaction</dt><dd>${interactionText(interaction)}</dd></div>
${
  largest
    ? html`<div><dt>Largest regional effect: ${largest.region}</dt><dd>${difference(largest, `Holm ${formatP(largest.pHolm)}`)}</dd></div>\n`
    : undefined
}<div><dt>Whole map</dt><dd>${difference(overall, formatP(overall.p, overall.logP))}</dd></div>
</dl>
`
}

/** The primary test in words, and the overview figure. */
export function answerSection({ result, data }: Study, figures: StudyFigures): Section {
  const { classes, tests, config } = result
  const study = { result, data }
  const typical = classes.map(
    ({ class: label, name }) => `${name}: image ${typicalSample(study, label)?.sample.index}`,
  )
  return {
    id: 'answer',
    title: 'Answer',
    content: html`<p>The class × region interaction of a mixed-design analysis of variance (class between images, region
within) is ${interactionText(tests.interaction)}. Degrees of freedom carry the Greenhouse–Geisser correction,
ε = ${formatNumber(tests.interaction.epsilon)}; without it ${formatP(tests.interaction.pUncorrected)}. Where the difference lies, region by
region, is in <a href="#tables">Table 3</a> and Figure 1b.</p>
${figure(
  figures.overview,
  'Figure 1',
  html`(a) Of each class the image nearest to the median of its class in all regions (${typical.join(
    ', ',
  )}), its occlusion map, and the mean map of the class, all on one zero-centred scale: red supported the class, blue
opposed it. (b) Sensitivity by region: bars are means, lines their ${intervalName(config.confidence)}s, dots single images. Above
each pair stands the Holm-adjusted p of Welch’s t test.`,
)}`,
  }
}

function interactionText({ df, statistic, p, logP, effect }: StudyResult['tests']['interaction']): string {
  const size = effect ? `, ${effect.name} ${formatEstimate(effect.value, effect.interval)}` : ''
  return `F(${formatDf(df)}) = ${formatNumber(statistic)}, ${formatP(p, logP)}${size}`
}

/** The other figures, and the clusters that the difference map outlines. */
export function patternsSection({ result }: Study, figures: StudyFigures): Section {
  const { classes, config, tests } = result
  const [a, b] = classes
  const clusters = [...tests.clusters.clusters].sort((x, y) => y.mass - x.mass)
  return {
    id: 'patterns',
    title: 'Patterns',
    content: html`${figure(
      figures.maps,
      'Figure 2',
      html`Mean maps of both classes, and the maps of the images at the 10th, 50th and 90th percentile of whole-map
sensitivity in their class, on one zero-centred scale. Nothing is normalised per image. Thin line: where the image, or
the mean image, reaches half its maximum.`,
    )}
${figure(
  figures.difference,
  'Figure 3',
  html`Mean map of ${a.name} minus mean map of ${b.name}. Brown: higher in ${a.name}; teal: higher in ${b.name}. Outlined
are the areas found by a cluster-mass permutation test over images, which controls the error over all pixels together.`,
)}
${clusterTable(clusters, [a.name, b.name], tests.clusters.threshold)}
${figure(
  figures.regions,
  'Figure 4',
  html`(a) Sensitivity by region and over the whole map, single images shown. (b) Differences with ${intervalName(
    config.confidence,
  )}s; g is Hedges g; p is Holm-adjusted over the regions.`,
)}`,
  }
}

function clusterTable(
  clusters: StudyResult['tests']['clusters']['clusters'],
  names: readonly [string, string],
  threshold: number,
): Html {
  if (clusters.length === 0)
    return html`<p>No pixel exceeds the cluster threshold, |t| &gt; ${formatNumber(threshold)}.</p>`
  return table({
    label: 'Table 1',
    title: 'Areas of pixels where the classes differ, by mass.',
    columns: ['cluster', 'higher in', 'pixels', 'mass Σ|t|', 'p'].map((title) => ({ title })),
    rows: clusters
      .slice(0, 20)
      .map(({ sign, pixels, mass, p }, i) => [
        String(i + 1),
        names[sign === 1 ? 0 : 1],
        String(pixels.length),
        formatNumber(mass, 4),
        formatPValue(p),
      ]),
    note: html`Neighbouring pixels with |t| &gt; ${formatNumber(threshold)} form a cluster.${
      clusters.length > 20 ? ` The 20 heaviest of ${clusters.length} are listed.` : ''
    } A cluster’s p holds for the cluster as a whole, not for each of its pixels.`,
  })
}
