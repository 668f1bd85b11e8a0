import {
  formatEstimate,
  formatFixed,
  formatNumber,
  formatPValue,
  intervalName,
  type ProfileTest,
  type StudyResult,
} from '@umbra/core'
import { ScrollRegion } from '../../parts/scroll-region.js'

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
  return (
    <ScrollRegion label="Table of shares">
      <table>
        <caption>
          <span>
            Mean share of each region in an image’s sensitivity, and the difference of the classes with its{' '}
            {intervalName(config.confidence)}. p: Welch’s t test, adjusted by Holm’s method.
            {untrained && ' Rank: of Hedges g by magnitude among untrained networks, 1 the largest.'}
          </span>
        </caption>
        <thead>
          <tr>
            <th scope="col">share of</th>
            <th scope="col">{a.name}</th>
            <th scope="col">{b.name}</th>
            <th scope="col">difference</th>
            <th scope="col">p</th>
            <th scope="col">Hedges g</th>
            {controls && <th scope="col">at equal ink</th>}
            {untrained && <th scope="col">rank</th>}
          </tr>
        </thead>
        <tbody>
          {profile.regions.map((test, r) => {
            const own = untrained?.shares[r]
            return (
              <tr key={test.region}>
                <th scope="row">{test.region}</th>
                {test.means.map(({ mean }, c) => (
                  <td key={c}>{formatNumber(mean)}</td>
                ))}
                <td>{test.estimate === undefined ? '–' : formatEstimate(test.estimate, test.interval)}</td>
                <td>{formatPValue(test.pHolm)}</td>
                <td>{test.effect ? formatFixed(test.effect.value, 2) : '–'}</td>
                {controls && <td>{formatNumber(controls.ink.adjusted.shares[r]?.estimate ?? Number.NaN)}</td>}
                {untrained && (
                  <td>
                    {own && Number.isFinite(own.rank) ? `${own.rank} of ${own.controls.length + 1}` : '–'}
                  </td>
                )}
              </tr>
            )
          })}
        </tbody>
      </table>
    </ScrollRegion>
  )
}
