import { imagesText, nText } from '../../study/rests-on.js'
import type { StudyResult } from '../../study/result.js'
import { formatNumber, formatPValue, intervalName } from '../../words/format.js'
import type { ReportContext } from '../context.js'
import { figure, type Section, table } from '../elements.js'
import { type Html, html } from '../html.js'

/** Clusters listed in the table; the rest are counted. */
const LISTED = 20

/** Maps, their difference with the clusters it outlines, and sensitivity by region. */
export function patternsSection(context: ReportContext): Section {
  const { study, figures, numbering } = context
  const { classes, config } = study.result
  const [a, b] = classes
  return {
    id: 'patterns',
    title: 'Patterns',
    content: html`${figure(
      numbering,
      figures.maps,
      html`Mean maps of both classes, and the maps of the images at the 10th, 50th and 90th percentile of whole-map
sensitivity in their class, on one zero-centred scale. Nothing is normalised per image. Thin line: where the image, or
the mean image, reaches half its maximum.`,
    )}
${figure(
  numbering,
  figures.difference,
  html`Mean map of ${a.name} minus mean map of ${b.name}. Brown: higher in ${a.name}; teal: higher in ${b.name}. Outlined
are the areas found by a cluster-mass permutation test over images, which controls the error over all pixels together. An
outline tells that an area differs, not by how much: that is the colour, which can be faint inside it.`,
)}
${clusterTable(context)}
${figure(
  numbering,
  figures.regions,
  html`(a) Sensitivity by region and over the whole map, single images shown. (b) Differences with
${intervalName(config.confidence)}s, each by itself; g is Hedges g; p is Holm-adjusted over the regions, for the whole map as it is. ${restsOnText(study.result)}`,
)}`,
  }
}

function clusterTable({ study, numbering }: ReportContext): Html {
  const { classes, tests } = study.result
  const threshold = formatNumber(tests.clusters.threshold)
  const clusters = [...tests.clusters.clusters].sort((x, y) => y.mass - x.mass)
  if (clusters.length === 0)
    return html`<p>No pixel exceeds the cluster threshold, |t| &gt; ${threshold}.</p>`
  const rest = clusters.length > LISTED ? ` The ${LISTED} heaviest of ${clusters.length} are listed.` : ''
  return table(numbering, {
    title: 'Areas of pixels where the classes differ, by mass.',
    columns: ['cluster', 'higher in', 'pixels', 'mass Σ|t|', 'p'].map((title) => ({ title })),
    rows: clusters
      .slice(0, LISTED)
      .map(({ sign, pixels, mass, p }, i) => [
        String(i + 1),
        classes[sign === 1 ? 0 : 1].name,
        String(pixels.length),
        formatNumber(mass, 4),
        formatPValue(p),
      ]),
    note: html`Neighbouring pixels with |t| &gt; ${threshold} form a cluster.${rest} A cluster’s p holds for the cluster as a
whole, not for each of its pixels. It rests on ${imagesText(classes)}.`,
  })
}

/** How many images each number of a figure rests on, where they are not all images. */
function restsOnText({ classes, tests }: StudyResult): string {
  const all = imagesText(classes)
  const fewer = tests.regions.filter(({ n }) => n?.some((count, c) => count < classes[c]!.n))
  if (fewer.length === 0) return `${all} in every region.`
  return `${all}; ${fewer.map((test) => `${test.region}: ${nText(test)}`).join('; ')}.`
}
