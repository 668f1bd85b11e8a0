import type { FaithfulnessConfig } from '../../faithfulness/config.js'
import { formatCount } from '../../words/format.js'

/** How many images were measured, and which: `100, correctly classified (2 left out)`. */
export function measuredImagesText(
  n: number,
  excluded: number,
  { selection }: Pick<FaithfulnessConfig, 'selection'>,
): string {
  const which =
    selection === 'correct'
      ? `correctly classified (${formatCount(excluded)} left out)`
      : 'whatever the network says'
  return `${formatCount(n)}, ${which}`
}
