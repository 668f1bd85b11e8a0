import type {
  AdjustedTest,
  ControlledEffect,
  InkControl,
  ReportedTest,
  StudyResult,
  UntrainedControls,
} from '../../study/result.js'
import {
  formatCount,
  formatEstimate,
  formatFixed,
  formatNumber,
  formatP,
  formatPValue,
  formatShare,
  intervalName,
} from '../../words/format.js'
import type { ReportContext } from '../context.js'
import { figure, type Numbering, type Section, table } from '../elements.js'
import { type Html, html, prose } from '../html.js'

/** What the study's effects are held against: untrained networks, the ink itself, and layers drawn anew one by one. */
export function controlsSection(context: ReportContext): Section {
  const { controls } = context.study.result
  return {
    id: 'controls',
    title: 'Was it learned?',
    content: controls
      ? html`${untrainedContent(context)}
${inkContent(context.study.result, controls.ink, context.numbering)}
${cascadeContent(context)}`
      : html`<p>Not examined: this result is from before studies had controls.</p>`,
  }
}

function untrainedContent({ study, figures, numbering }: ReportContext): Html {
  const { untrained } = study.result.controls!
  if ('notComputed' in untrained) {
    return html`<p>No untrained network stands beside this one: ${untrained.notComputed}. Networks with random weights show
differences between classes too, since the ink of the classes differs; without them nothing here tells what was learned.</p>`
  }
  return html`<p>The same ${formatCount(untrained.draws)} times over with all weights drawn anew (${howDrawn(untrained)}), on the same images.
An untrained network shows differences too, since the ink of the classes differs. What was learned has to exceed theirs; p is
(b + 1)/(m + 1), b of m untrained networks having an effect at least as large. With ${formatCount(untrained.draws)} of them no p is
below ${formatNumber(1 / (untrained.draws + 1), 2)}, and p is not adjusted for the number of rows.</p>
${figure(
  numbering,
  figures.untrained!,
  html`The trained network among untrained ones. (a) How much the classes’ patterns differ, profiles first. (b) How large
the difference is in each region’s share, and in strength. By magnitude: an untrained network may as well differ the other way.`,
)}
${rankTable(untrained, numbering)}`
}

function howDrawn({ layers, notFinite }: UntrainedControls): string {
  const by = (drawn: string) => layers.filter((layer) => layer.drawn === drawn).map(({ name }) => name)
  const [initialised, permuted] = [by('initialised'), by('permuted')]
  return [
    ...(initialised.length > 0 ? [`by their initialiser: ${few(initialised)}`] : []),
    ...(permuted.length > 0
      ? [`permuted within each tensor, no initialiser being told: ${few(permuted)}`]
      : []),
    ...(notFinite > 0 ? [`${notFinite} draws without finite scores left out`] : []),
  ].join('; ')
}

function few(names: readonly string[]): string {
  return names.length > 6
    ? `${names.slice(0, 6).join(', ')} and ${names.length - 6} other layers`
    : names.join(', ')
}

function rankTable(untrained: UntrainedControls, numbering: Numbering): Html {
  const { profile, interaction, strength, shares, regions } = untrained
  const row = (name: string, effect: ControlledEffect) => [
    name,
    formatNumber(effect.effect),
    ...spread(effect),
    Number.isNaN(effect.rank) ? '–' : `${effect.rank} of ${effect.controls.length + 1}`,
    formatPValue(effect.p),
  ]
  const shown = shares.length > MOST_ROWS ? [] : shares
  return table(numbering, {
    title: 'The trained network’s effects among those of untrained ones.',
    columns: ['effect', 'trained', 'untrained: median', 'least to largest', 'rank', 'p'].map((title) => ({
      title,
    })),
    rows: [
      ...(profile ? [row('profiles, generalised η²', profile)] : []),
      row('raw interaction, generalised η²', interaction),
      row('strength, Hedges g', strength),
      ...shown.map((share) => row(`share of ${share.region}, Hedges g`, share)),
      ...(regions.length > MOST_ROWS ? [] : regions.map((one) => row(`${one.region}, Hedges g`, one))),
    ],
    note: html`Ranks and p by magnitude. ${shares.length > MOST_ROWS ? 'Every region is in result.json.' : ''}`,
  })
}

/** Regions of which each has a row. */
const MOST_ROWS = 16

function spread({ controls }: ControlledEffect): [string, string] {
  const sorted = [...controls].sort((x, y) => x - y)
  if (sorted.length === 0) return ['–', '–']
  const middle = (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2
  return [formatNumber(middle), `${formatNumber(sorted[0]!)} to ${formatNumber(sorted.at(-1)!)}`]
}

function inkContent({ tests, classes, config }: StudyResult, ink: InkControl, numbering: Numbering): Html {
  const [a, b] = classes
  const own = ink.profile.effect
  const maps = tests.profile?.effect
  const compared =
    own && maps
      ? `Taken as if it were the maps, the ink has profiles that differ by a generalised eta squared of ${formatFixed(own.value, 3)} ` +
        `(${formatP(ink.profile.permutationP)} by relabelling); those of the maps differ by ${formatFixed(maps.value, 3)}. `
      : ''
  const { regions, shares, strength } = ink.adjusted
  const listed = regions.length > MOST_ROWS ? [] : regions.map((_, r) => r)
  return html`<h3>Without the ink</h3>
<p>${prose(compared)}Beside each difference stands what is left of it at equal ink: of a share, at an equal share of the ink; of a
region’s sensitivity, at as much ink in it.</p>
${table(numbering, {
  title: `${a.name} − ${b.name}, as it is and at equal ink.`,
  columns: [
    'of',
    'ink',
    'difference',
    `at equal ink [${intervalName(config.confidence)}]`,
    'p',
    'per unit of ink',
    'ink in common',
  ].map((title) => ({ title })),
  rows: [
    ...listed.flatMap((r) => (shares[r] ? [adjustedRow(`share of ${shares[r].region}`, shares[r])] : [])),
    ...listed.map((r) => adjustedRow(regions[r]!.region, regions[r]!)),
    adjustedRow('strength', strength),
  ],
  note: html`Analysis of covariance by image, one slope for both classes, standard errors robust to unequal spreads (HC3), p not adjusted
for the number of rows. Ink in common: of each class, the share of images whose ink lies in the range of the other’s too; where it is small, the adjusted difference is an
extrapolation.`,
})}`
}

function adjustedRow(name: string, test: AdjustedTest): string[] {
  const unless = (text: string) => (test.notComputed === undefined ? text : '–')
  return [
    name,
    unless(formatNumber(test.inkDifference)),
    unless(formatNumber(test.unadjusted)),
    unless(formatEstimate(test.estimate ?? Number.NaN, test.interval)),
    unless(pOf(test)),
    unless(formatNumber(test.slope)),
    unless(test.overlap.map(formatShare).join(', ')),
  ]
}

function pOf({ p, logP }: ReportedTest): string {
  return formatPValue(p, logP)
}

function cascadeContent({ study, figures, numbering }: ReportContext): Html | undefined {
  const { cascade } = study.result.controls!
  if (!cascade || !figures.cascade) return undefined
  return html`<h3>Layer by layer</h3>
${figure(
  numbering,
  figures.cascade,
  html`How alike the mean maps stay to the trained network’s while layers are drawn anew, the last first, down to all (Adebayo et
al., 2018). That a map changes shows that it depends on what was drawn anew, not that it is right; magnitudes stay alike
because the images do.`,
)}`
}
