import { readNumber, refuseOption } from '@umbra/core/notation'

/** Reads `--threads`. */
export function readThreads(text: string): number | 'auto' {
  if (text === 'auto') return text
  const threads = readNumber(text)
  if (Number.isInteger(threads) && threads >= 1 && threads <= 256) return threads
  return refuseOption('threads', text, 'auto or a whole number from 1 to 256')
}

/** Makes a reader of whole numbers from 0 up. */
export function readCount(name: string, largest = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    if (/^\d+$/.test(text) && Number(text) <= largest) return Number(text)
    return refuseOption(name, text, `a whole number from 0 to ${largest}`)
  }
}
