import {
  formatDf,
  formatEstimate,
  formatFixed,
  formatLevel,
  formatNumber,
  formatPValue,
  imagesText,
  intervalName,
  leftOutText,
  nCell,
  notComputedOf,
  type RegionTest,
  type StudyResult,
  scoreText,
  settingsText,
} from '@umbra/core'
import { Term } from '../../glossary/term.js'
import { StackedTable } from '../../parts/stacked-table.js'
import type { ShownStudy } from '../../study-on-show.js'
import { InTurns } from './in-turns.js'
import { ShareTable } from './share-table.js'
import { StudyFigures } from './study-figures.js'
import { StudyFiles } from './study-files.js'
import { UntrainedControl } from './untrained-control.js'

/** What a study found: the verdict and its picture first, then the numbers, then the hypotheses. */
export function StudyReport({ shown }: { readonly shown: ShownStudy }) {
  const { result, figures } = shown
  const { profile } = result.tests
  return (
    <article aria-labelledby="verdict-title" data-testid="study">
      <InTurns>
        <Verdict shown={shown} />
        {figures && <StudyFigures figures={figures} />}
        <Setting result={result} />
        {profile && <ShareTable result={result} profile={profile} />}
        <RegionTable result={result} />
        <Ending shown={shown} />
      </InTurns>
    </article>
  )
}

function Verdict({ shown: { result, figures } }: { readonly shown: ShownStudy }) {
  const [a, b] = result.classes
  return (
    <>
      <h2 id="verdict-title">
        Where the network looks in {a.name} and in {b.name}
      </h2>
      <p class="verdict">{result.verdict.text}</p>
      <UntrainedControl result={result} />
      {!figures && (
        <p>
          A result holds numbers and no maps. To see its figures, drop the study’s folder here, or{' '}
          <code>result.json</code>, <code>maps.npz</code> and <code>samples.csv</code> together.
        </p>
      )}
    </>
  )
}

function Setting({ result: { classes, config, provenance } }: { readonly result: StudyResult }) {
  const { engine } = provenance
  return (
    <p class="muted">
      {provenance.data.name}, {imagesText(classes)} (left out: {leftOutText(classes)}) ·{' '}
      {settingsText(config)}, score {scoreText(config.score)} · {engine.name} engine, {engine.variant},{' '}
      {engine.threads} {engine.threads === 1 ? 'thread' : 'threads'}
    </p>
  )
}

function Ending({ shown: { result, data, figures } }: { readonly shown: ShownStudy }) {
  return (
    <>
      {notComputedOf(result).map((sentence) => (
        <p key={sentence} class="muted">
          {sentence}
        </p>
      ))}
      <p class="muted">
        <Term of="h0-and-h1">Hypotheses</Term>. {hypotheses(result)}
      </p>
      {data && figures && <StudyFiles study={{ result, data }} figures={figures} />}
    </>
  )
}

/** What was asked, and which way it was decided; older results asked it of sensitivities as they are. */
function hypotheses({ tests, verdict, config, classes: [a, b] }: StudyResult): string {
  const what = tests.profile
    ? `sensitivity is shared out over the regions in the same way for ${a.name} and for ${b.name}`
    : `the pattern over the regions is the same for ${a.name} and for ${b.name}`
  const level = formatLevel(1 - config.confidence)
  return `H0: ${what}. H1: it is not. H0 is ${verdict.supported ? '' : 'not '}rejected at ${level}.`
}

function RegionTable({ result }: { readonly result: StudyResult }) {
  const { classes, tests, config } = result
  const [a, b] = classes
  const columns = [
    { label: 'n' },
    { label: a.name },
    { label: b.name },
    { label: 'difference', wide: true },
    { label: 't' },
    { label: 'df' },
    { label: 'p' },
    { label: 'Hedges g' },
  ]
  const rows = [
    ...tests.regions.map((test, r) => ({
      name: test.region,
      cells: cellsOf(test, [a.regions[r]!, b.regions[r]!]),
    })),
    { name: 'whole map', whole: true, cells: cellsOf(tests.overall, [a.overall, b.overall]) },
  ]
  return (
    <StackedTable
      label="Table of regions"
      corner="region"
      columns={columns}
      rows={rows}
      caption={
        <>
          Mean <Term of="sensitivity">sensitivity</Term> by <Term of="region">region</Term> with its standard
          deviation, and the difference of the classes with its{' '}
          <Term of="confidence-interval">{intervalName(config.confidence)}</Term>. Positive: covering the
          pixels lowers the {scoreText(config.score)} of the image’s own class. t and{' '}
          <Term of="degrees-of-freedom-df">df</Term>: <Term of="welchs-t-test">Welch’s t test</Term>.{' '}
          <Term of="p-value">p</Term>: adjusted over the regions by <Term of="holm-p">Holm’s method</Term>,
          judged at {formatLevel(1 - config.confidence)}. <Term of="effect-size">Hedges g</Term> is the size
          of the difference.
        </>
      }
    />
  )
}

interface Mean {
  readonly mean: number
  readonly sd: number
}

/** What a region's test says, a cell for each column. */
function cellsOf(test: RegionTest, means: readonly [Mean, Mean]) {
  const { estimate, interval, statistic, df, effect, pHolm } = test
  return [
    nCell(test),
    ...means.map(({ mean, sd }) => (
      <>
        {formatNumber(mean)} <span class="muted">({formatNumber(sd)})</span>
      </>
    )),
    estimate === undefined ? '–' : formatEstimate(estimate, interval),
    formatFixed(statistic, 2),
    df === undefined ? '–' : formatDf(df),
    formatPValue(pHolm),
    effect ? formatFixed(effect.value, 2) : '–',
  ]
}
