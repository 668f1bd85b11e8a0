/** How a verdict writes numbers and names, as a reader knows it. */

/** A number as it is written for people: `−1,234.5`, `3.2 × 10⁻⁷`. */
export const NUMBER = '−?\\d[\\d,]*(?:\\.\\d+)?(?: × 10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?'
export const P = `p (?:= (?:${NUMBER})|> 0\\.99|< 10⁻[⁰¹²³⁴⁵⁶⁷⁸⁹]+)`
export const PERCENT = '(?:[<>] )?\\d+%'

/** How a region may be called. */
export function wordsFor(region: string): string[] {
  const articled = /^(the|an?) /i.test(region)
  if (articled || /^band \d/.test(region)) return [region]
  return region.length > 1 && /^[^\p{Lu}\d]/u.test(region) && !/\d/.test(region)
    ? [`the ${region}`]
    : [`region ${region}`]
}

export function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

export function alternatives(words: readonly string[]): string {
  return [...words]
    .sort((x, y) => y.length - x.length)
    .map(escaped)
    .join('|')
}

/** A written number, and the unit of its last digit. */
export function parsed(written: string): [value: number, unit: number] {
  const [mantissa = '', power] = written.replaceAll('−', '-').replaceAll(',', '').split(' × 10')
  const exponent = power === undefined ? 0 : exponentOf(power)
  const decimals = mantissa.split('.')[1]?.length ?? 0
  return [Number(`${mantissa}e${exponent}`), 10 ** (exponent - decimals)]
}

export function logOf(written: string): number {
  const [mantissa = '', power] = written.split(' × 10')
  return Math.log(Number(mantissa)) + (power === undefined ? 0 : exponentOf(power) * Math.LN10)
}

function exponentOf(power: string): number {
  return Number([...power].map((digit) => (digit === '⁻' ? '-' : '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(digit))).join(''))
}
