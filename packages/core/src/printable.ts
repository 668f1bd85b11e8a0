/**
 * Text from outside, made fit to be shown.
 *
 * @module
 */

/** Control characters, and those that turn the direction of text around. */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]+/gu

/**
 * Text from outside (names of files and classes, what files say of themselves) as it may stand on a terminal or in one line:
 * what is no character but a command to whoever shows it becomes a space.
 */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, ' ')
}

/** Longest line about an error. What is wrong stands at its start, what was expected or where at its end. */
const LONGEST = 280
const END = 110

/** The same, no longer than a few lines of a terminal: of longer text the middle is left out. */
export function shortened(text: string): string {
  const plain = printable(text).trim()
  if (plain.length <= LONGEST) return plain
  const [start, end] = [plain.slice(0, LONGEST - END - 3), plain.slice(-END)]
  return `${start.replace(/[\uD800-\uDBFF]$/, '')} … ${end.replace(/^[\uDC00-\uDFFF]/, '')}`
}
