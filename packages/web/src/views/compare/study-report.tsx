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
import { ScrollRegion } from '../../parts/scroll-region.js'
import type { ShownStudy } from '../../study-on-show.js'
import { ShareTable } from './share-table.js'
import { StudyFigures } from './study-figures.js'
import { StudyFiles } from './study-files.js'

/** What a study found: the verdict and its picture first, then the numbers, then the hypotheses. */
export function StudyReport({ shown }: { readonly shown: ShownStudy }) {
  const { result } = shown
  const [a, b] = result.classes
  const { engine } = result.provenance
  return (
    <article aria-labelledby="verdict-title" data-testid="study">
      <h2 id="verdict-title">
        Where the network looks in {a.name} and in {b.name}
      </h2>
      <p class="verdict">{result.verdict.text}</p>
      {shown.data && <StudyFigures study={{ result, data: shown.data }} />}
      <p class="muted">
        {result.provenance.data.name}, {imagesText(result.classes)} (left out: {leftOutText(result.classes)})
        · {settingsText(result.config)}, score {scoreText(result.config.score)} · {engine.name} engine,{' '}
        {engine.variant}, {engine.threads} {engine.threads === 1 ? 'thread' : 'threads'}
      </p>
      {result.tests.profile && <ShareTable result={result} profile={result.tests.profile} />}
      <RegionTable result={result} />
      {notComputedOf(result).map((sentence) => (
        <p key={sentence} class="muted">
          {sentence}
        </p>
      ))}
      <p class="muted">{hypotheses(result)}</p>
      {shown.data ? (
        <StudyFiles study={{ result, data: shown.data }} />
      ) : (
        <p class="muted">
          A result holds numbers and no maps. Set the same options above and compare, to see the figures.
        </p>
      )}
    </article>
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
  return (
    <ScrollRegion label="Table of regions">
      <table>
        <caption>
          <span>
            Mean sensitivity by region with its standard deviation, and the difference of the classes with its{' '}
            {intervalName(config.confidence)}. Positive: covering the pixels lowers the{' '}
            {scoreText(config.score)} of the image’s own class. p: Welch’s t test, adjusted over the regions
            by Holm’s method; judged at {formatLevel(1 - config.confidence)}.
          </span>
        </caption>
        <thead>
          <tr>
            <th scope="col">region</th>
            <th scope="col">n</th>
            <th scope="col">{a.name}</th>
            <th scope="col">{b.name}</th>
            <th scope="col">difference</th>
            <th scope="col">t</th>
            <th scope="col">df</th>
            <th scope="col">p</th>
            <th scope="col">Hedges g</th>
          </tr>
        </thead>
        <tbody>
          {tests.regions.map((test, r) => (
            <RegionRow
              key={test.region}
              name={test.region}
              test={test}
              means={[a.regions[r]!, b.regions[r]!]}
            />
          ))}
          <RegionRow name="whole map" whole test={tests.overall} means={[a.overall, b.overall]} />
        </tbody>
      </table>
    </ScrollRegion>
  )
}

interface RowProps {
  readonly name: string
  readonly test: RegionTest
  /** Whether it is the last row, of all regions together. */
  readonly whole?: boolean
  readonly means: readonly [{ mean: number; sd: number }, { mean: number; sd: number }]
}

function RegionRow({ name, whole, test, means }: RowProps) {
  const { estimate, interval, statistic, df, effect, pHolm } = test
  return (
    <tr class={whole ? 'whole' : undefined}>
      <th scope="row">{name}</th>
      <td>{nCell(test)}</td>
      {means.map(({ mean, sd }, c) => (
        <td key={c}>
          {formatNumber(mean)} <span class="muted">({formatNumber(sd)})</span>
        </td>
      ))}
      <td>{estimate === undefined ? '–' : formatEstimate(estimate, interval)}</td>
      <td>{formatFixed(statistic, 2)}</td>
      <td>{df === undefined ? '–' : formatDf(df)}</td>
      <td>{formatPValue(pHolm)}</td>
      <td>{effect ? formatFixed(effect.value, 2) : '–'}</td>
    </tr>
  )
}
