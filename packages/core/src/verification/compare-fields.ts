import { compareNumbers, numbersText } from './difference.js'

/** What differs of a field of a document, in words, and its numbers, by how much at most. */
export interface FieldDifference {
  readonly what: string | undefined
  readonly largest: number
}

/**
 * Compares fields of a document with what computing them again gives: every number bit by bit, as JSON has it, and all else as it reads.
 *
 * @param tolerance - what numbers may differ by, of a field's largest magnitude, but for whole ones
 * @param without - fields that are not compared
 */
export function compareFields(
  written: object,
  computed: object,
  tolerance = 0,
  without: readonly string[] = [],
): FieldDifference[] {
  const fields = new Set([...Object.keys(computed), ...Object.keys(written)])
  return [...fields]
    .filter((field) => !without.includes(field))
    .map((field) => {
      const [then, now] = [written, computed].map((document) => (document as Record<string, unknown>)[field])
      const [a, b] = [numbersIn(then), numbersIn(now)]
      const { differing: far, largest } = compareNumbers(a, b, tolerance)
      const differing = Math.max(far, wholeOnesApart(a, b))
      if (wordsOf(then) !== wordsOf(now))
        return { what: `${field} is ${shortened(then)}, computed ${shortened(now)}`, largest }
      const what = differing > 0 ? `${field}: ${numbersText(differing, b.length, largest)}` : undefined
      return { what, largest }
    })
}

/** How many whole numbers are others: of classes, places and counts none is nearly another. */
function wholeOnesApart(written: readonly number[], computed: readonly number[]): number {
  return written.filter(
    (value, i) => Number.isInteger(value) && Number.isInteger(computed[i]) && value !== computed[i],
  ).length
}

/** Every number in a value, in order, as JSON has it: it knows no NaN, and no −0. */
function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [value + 0] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(numbersIn)
}

/** All of it but its numbers. */
function wordsOf(value: unknown): string {
  return (
    JSON.stringify(value, (_, inner) => (typeof inner === 'number' && Number.isFinite(inner) ? 0 : inner)) ??
    ''
  )
}

function shortened(value: unknown): string {
  const text = JSON.stringify(value) ?? 'absent'
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}
