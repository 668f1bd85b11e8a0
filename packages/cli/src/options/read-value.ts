import { readNumber, refuseOption } from '@umbra/core/notation'

/** Reads `--threads`. */
export function readThreads(text: string): number | 'auto' {
  if (text === 'auto') return text
  const threads = readNumber(text)
  if (Number.isInteger(threads) && threads >= 1 && threads <= 256) return threads
  return refuseOption('threads', text, 'auto or a whole number from 1 to 256')
}

/** Makes a reader of whole numbers, from 0 up unless said otherwise. */
export function readCount(
  name: string,
  largest = Number.MAX_SAFE_INTEGER,
  least = 0,
): (text: string) => number {
  return (text) => {
    const count = Number(text)
    if (/^\d+$/.test(text) && count >= least && count <= largest) return count
    return refuseOption(name, text, `a whole number from ${least} to ${largest}`)
  }
}
