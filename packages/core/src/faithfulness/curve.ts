/** How many units are covered at each step: 0, …, all, evenly spaced and each once. */
export function levelsOf(units: number, steps: number): number[] {
  const levels = Array.from({ length: steps + 1 }, (_, step) => Math.round((step * units) / steps))
  return [...new Set(levels)]
}

/**
 * Area under a curve over the share of units from 0 to 1, by trapezia (Petsiuk, Das and Saenko, 2018, RISE, BMVC, section 4.2).
 *
 * @param levels - ascending, from 0 to all
 */
export function areaUnder(values: readonly number[], levels: readonly number[]): number {
  const all = levels.at(-1)!
  let area = 0
  for (let i = 1; i < levels.length; i++) {
    area += ((values[i]! + values[i - 1]!) / 2) * ((levels[i]! - levels[i - 1]!) / all)
  }
  return area
}

/**
 * Area over the perturbation curve: the mean of f(x) − f(x with the first k covered) over the steps (Samek, Binder, Montavon, Lapuschkin
 * and Müller, 2017, IEEE TNNLS 28(11), equation 12, for one image).
 */
export function meanDrop(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + values[0]! - value, 0) / values.length
}
