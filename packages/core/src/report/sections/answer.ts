import { typicalSample } from '../../figures/sample-choice.js'
import { imagesText } from '../../study/rests-on.js'
import { formatNumber, formatP, intervalName } from '../../words/format.js'
import type { ReportContext } from '../context.js'
import { figure, type Section } from '../elements.js'
import { html, prose } from '../html.js'
import { interactionText } from './verdict.js'

/** The primary test in words, and the overview figure. */
export function answerSection({ study, figures, numbering }: ReportContext): Section {
  const { classes, tests, config } = study.result
  const { epsilon, pUncorrected } = tests.interaction
  const typical = classes.map(
    ({ class: label, name }) => `${name}: image ${typicalSample(study, label)?.sample.index}`,
  )
  const test = prose(
    tests.interaction.notComputed === undefined
      ? `${interactionText(tests.interaction)}. Degrees of freedom carry the Greenhouse–Geisser correction, ` +
          `ε = ${formatNumber(epsilon)}; without it ${formatP(pUncorrected)}.`
      : `the primary test. It ${interactionText(tests.interaction)}.`,
  )
  return {
    id: 'answer',
    title: 'Answer',
    content: html`<p>The class × region interaction of a mixed-design analysis of variance (class between images, region
within) is ${test} Where the difference lies is shown in Figure 1b and, number by number, in the
<a href="#tables">tables</a>.</p>
${figure(
  numbering,
  figures.overview,
  html`(a) Of each class the image nearest to the median of its class in all regions (${typical.join(', ')}), its
occlusion map, and the mean map of the class, all on one zero-centred scale: red supported the class, blue opposed it.
(b) Sensitivity by region: bars are means, lines their ${intervalName(config.confidence)}s, dots single images, ${imagesText(classes)}. Above each pair stands
the Holm-adjusted p of Welch’s t test.`,
)}`,
  }
}
