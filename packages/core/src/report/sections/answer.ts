import type { ProfileTest, StudyResult } from '../../study/result.js'
import { shownInterval } from '../../study/verdict-words.js'
import {
  formatEstimate,
  formatLimits,
  formatNumber,
  formatP,
  formatPValue,
  intervalName,
} from '../../words/format.js'
import type { ReportContext } from '../context.js'
import { figure, type Numbering, type Section, table } from '../elements.js'
import { type Html, html, prose } from '../html.js'
import { interactionText, profileText } from './verdict.js'

/** The primary test in words, the shares of the regions, and the raw interaction, labelled for what it is. */
export function answerSection({ study, figures, numbering }: ReportContext): Section {
  const { tests } = study.result
  const { profile, interaction } = tests
  return {
    id: 'answer',
    title: 'Where, and how much',
    content: html`${profile ? placeContent(profile, study.result, figures.profiles, numbering) : undefined}
<p><b>The raw interaction</b>, of sensitivities as they are, takes place and strength together: maps of one pattern, twice as strong
in one class, have one too. ${prose(rawText(interaction))}</p>`,
  }
}

function placeContent(
  profile: ProfileTest,
  result: StudyResult,
  drawn: string | undefined,
  numbering: Numbering,
): Html {
  return html`<p><b>Where</b> is the primary question. An image’s profile is each region’s sensitivity over the sum of the magnitudes of
all, so that maps which are multiples of each other have one. Its class × region interaction: ${prose(profileText(profile))}. The p to go
by is that of relabelling, which needs no normal distribution and no equal spreads.</p>
${
  drawn
    ? html`${figure(numbering, drawn, html`(a) Mean share of each region in its class. (b) Differences of the shares with simultaneous ${intervalName(result.config.confidence)}s; p is Holm-adjusted. Open circles: what is left at an equal share of the ink.`)}
${shareTable(profile, result, numbering)}`
    : undefined
}`
}

function shareTable(profile: ProfileTest, { classes, config }: StudyResult, numbering: Numbering): Html {
  const [a, b] = classes
  return table(numbering, {
    title: 'Share of each region in an image’s sensitivity.',
    columns: [
      'region',
      `mean of ${a.name}`,
      `mean of ${b.name}`,
      `${a.name} − ${b.name} [${intervalName(config.confidence)}]`,
      'simultaneous interval',
      'p',
      'Holm p',
      'Hedges g',
    ].map((title) => ({ title })),
    rows: profile.regions.map((test) => [
      test.region,
      ...test.means.map(({ mean }) => formatNumber(mean)),
      formatEstimate(test.estimate ?? Number.NaN, test.interval),
      formatLimits(shownInterval(test)),
      formatPValue(test.p, test.logP),
      formatPValue(test.pHolm),
      test.effect ? formatEstimate(test.effect.value, test.effect.interval) : '–',
    ]),
    note: html`Welch’s t test. Shares of one image add up to 1 in magnitude; where sensitivities are negative, so are shares.`,
  })
}

function rawText(interaction: StudyResult['tests']['interaction']): string {
  if (interaction.notComputed !== undefined) return `It ${interactionText(interaction)}.`
  return (
    `A mixed-design analysis of variance (class between images, region within) gives ${interactionText(interaction)}. Degrees of ` +
    `freedom carry the Greenhouse–Geisser correction, ε = ${formatNumber(interaction.epsilon)}; without it ${formatP(interaction.pUncorrected)}.`
  )
}
