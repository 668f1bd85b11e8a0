import { mean, median } from '@umbra/stats'
import type { ChoiceName } from './grid.js'
import type { ChoiceInfluence, SpecificationEstimate } from './result.js'

interface Placed {
  readonly g: number
  readonly choices: Readonly<Record<string, string>>
}

/**
 * How far the estimates hang on each choice: eta squared, the sum of squares between the values of the choice over the
 * total sum of squares of all g. The grid is crossed, so the shares of the choices add up to 1 less what they do together.
 *
 * @param choices - [specifications] in words
 * @param models - names of the networks, whose choice is the last
 * @returns most influential first; choices with a single value are left out
 */
export function influences(
  estimates: readonly SpecificationEstimate[],
  choices: readonly Readonly<Record<string, string>>[],
  models: readonly string[],
): ChoiceInfluence[] {
  const placed = estimates.flatMap((estimate, s) =>
    estimate.models.flatMap((one, m): Placed[] =>
      one === null ? [] : [{ g: one.g, choices: { ...choices[s], network: models[m]! } }],
    ),
  )
  const names = Object.keys(placed[0]?.choices ?? {}) as (ChoiceName | 'network')[]
  return names
    .map((choice) => influence(choice, placed))
    .filter(({ values }) => values.length > 1)
    .sort((x, y) => y.share - x.share)
}

function influence(choice: ChoiceName | 'network', placed: readonly Placed[]): ChoiceInfluence {
  const byValue = new Map<string, number[]>()
  for (const { choices } of placed) byValue.set(choices[choice]!, [])
  for (const { g, choices } of placed) byValue.get(choices[choice]!)!.push(g)
  const centre = mean(placed.map(({ g }) => g))
  const groups = [...byValue]
    .map(([value, g]) => ({ value, g }))
    .sort((x, y) => x.value.localeCompare(y.value, 'en', { numeric: true }))
  const total = placed.reduce((sum, { g }) => sum + (g - centre) ** 2, 0)
  const between = groups.reduce((sum, { g }) => sum + g.length * (mean(g) - centre) ** 2, 0)
  return {
    choice,
    share: total > 0 ? between / total : 0,
    values: groups.map(({ value, g }) => ({
      value,
      median: median(g),
      positive: g.filter((one) => one > 0).length / g.length,
    })),
  }
}
