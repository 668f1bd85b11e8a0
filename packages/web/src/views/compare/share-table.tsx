import {
  formatEstimate,
  formatFixed,
  formatNumber,
  formatPValue,
  intervalName,
  type ProfileTest,
  type StudyResult,
} from '@umbra/core'
import { Term } from '../../glossary/term.js'
import { StackedTable } from '../../parts/stacked-table.js'

/** Where: the share of each region, what is left of the difference at equal ink, and its place among untrained networks. */
export function ShareTable({
  result: { classes, config, controls },
  profile,
}: {
  readonly result: StudyResult
  readonly profile: ProfileTest
}) {
  const [a, b] = classes
  const untrained = controls && !('notComputed' in controls.untrained) ? controls.untrained : undefined
  if (profile.regions.length === 0) return null
  const columns = [
    { label: a.name },
    { label: b.name },
    { label: 'difference', wide: true },
    { label: 'p' },
    { label: 'Hedges g' },
    ...(controls ? [{ label: 'at equal ink' }] : []),
    ...(untrained ? [{ label: 'rank' }] : []),
  ]
  const rows = profile.regions.map((test, r) => {
    const own = untrained?.shares[r]
    return {
      name: test.region,
      cells: [
        ...test.means.map(({ mean }) => formatNumber(mean)),
        test.estimate === undefined ? '–' : formatEstimate(test.estimate, test.interval),
        formatPValue(test.pHolm),
        test.effect ? formatFixed(test.effect.value, 2) : '–',
        ...(controls ? [formatNumber(controls.ink.adjusted.shares[r]?.estimate ?? Number.NaN)] : []),
        ...(untrained
          ? [own && Number.isFinite(own.rank) ? `${own.rank} of ${own.controls.length + 1}` : '–']
          : []),
      ],
    }
  })
  return (
    <StackedTable
      label="Table of shares"
      corner="share of"
      columns={columns}
      rows={rows}
      caption={
        <>
          Mean <Term of="share">share</Term> of each <Term of="region">region</Term> in an image’s{' '}
          <Term of="sensitivity">sensitivity</Term>, and the difference of the classes with its{' '}
          <Term of="confidence-interval">{intervalName(config.confidence)}</Term>. <Term of="p-value">p</Term>
          : <Term of="welchs-t-test">Welch’s t test</Term>, adjusted by <Term of="holm-p">Holm’s method</Term>
          . <Term of="effect-size">Hedges g</Term> is the size of the difference.
          {controls && (
            <>
              {' '}
              <Term of="at-equal-ink">At equal ink</Term>, what is left of it.
            </>
          )}
          {untrained && (
            <>
              {' '}
              Rank: of Hedges g by magnitude among <Term of="untrained-networks">untrained networks</Term>, 1
              the largest.
            </>
          )}
        </>
      }
    />
  )
}
