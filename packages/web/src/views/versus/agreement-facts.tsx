import { formatFixed, formatNumber } from '@umbra/core'
import { Fact } from '../../parts/fact.js'
import {
  agreement,
  classText,
  differenceLimit,
  matching,
  readers,
  rivalModel,
  type SideNumber,
  scoresOf,
  sides,
} from '../../versus/sides.js'
import { LISTED, topClassesOf } from './classes-of-both.js'

/** How far the predictions and the maps of both networks agree, in a sentence and in numbers. */
export function AgreementFacts() {
  const match = matching.value
  if (!match) return <p class="muted">Once both networks are open.</p>
  return (
    <div data-testid="agreement">
      <p>{predictionsText()}</p>
      <MapFacts />
      <p class="hint">{match.text}</p>
    </div>
  )
}

function MapFacts() {
  const found = agreement.value
  if (!found) return <p class="muted">How far the maps agree follows once both are made.</p>
  const { spearman, spearmanOfMagnitudes, ssim, overlap, share, byChance } = found
  const tops = topClassesInCommon()
  return (
    <>
      <p>
        {Number.isNaN(spearman)
          ? 'One of the maps is the same everywhere, and has no order to compare.'
          : `Ordered from what speaks most for the class to what speaks most against it, the places of the two maps have a rank correlation of ${formatFixed(spearman, 2)}: 1 would be one order, 0 none in common.`}
      </p>
      <dl class="facts">
        <Fact name="Rank correlation (Spearman)">
          <span data-testid="spearman">{measure(spearman)}</span>
        </Fact>
        <Fact name="… of magnitudes">{measure(spearmanOfMagnitudes)}</Fact>
        <Fact name="Structural similarity">{measure(ssim)}</Fact>
        <Fact name={`Highest ${100 * share}% of places in common`}>
          <span data-testid="overlap">
            {Number.isNaN(overlap) ? 'undefined' : `${formatFixed(100 * overlap, 0)}%`}
          </span>
          {!Number.isNaN(byChance) && `, by chance ${formatFixed(100 * byChance, 0)}%`}
        </Fact>
        {tops && <Fact name="Top classes in common">{tops}</Fact>}
        <Fact name="Largest difference">up to {formatNumber(differenceLimit.value)}</Fact>
      </dl>
    </>
  )
}

function measure(value: number): string {
  return Number.isNaN(value) ? 'undefined' : formatFixed(value, 3)
}

/** Whether both predict the same. */
function predictionsText(): string {
  const [first, second] = [predictedBy(0), predictedBy(1)]
  if (first === undefined || second === undefined) return ''
  const [a, b] = [classText(0, first), classText(1, second)]
  return matching.value!.of(first) === second
    ? `Both networks predict ${a}.`
    : `The first network predicts ${a}, the second ${b}.`
}

function predictedBy(n: SideNumber): number | undefined {
  const base = scoresOf(sides[n].value)?.base
  return base && readers[n]!.value?.predicted(base, 0)
}

/** Of the likeliest classes of the first network, how many are among those of the second. */
function topClassesInCommon(): string | undefined {
  const match = matching.value!
  if (match.by === 'nothing' || !rivalModel.value) return undefined
  const [first, second] = [topClassesOf(0), topClassesOf(1)]
  const common = first.filter((k) => second.includes(match.of(k) ?? -1)).length
  return `${common} of the first ${Math.min(LISTED, first.length)}`
}
