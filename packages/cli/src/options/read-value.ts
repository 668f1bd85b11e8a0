import { inputError } from '../input-error.js'

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/** Reads an option's text: `4` and `0.5` are numbers, `6,8` a list, anything else itself. The schema judges the value. */
export function readValue(text: string): unknown {
  if (NUMBER.test(text)) return Number(text)
  if (text.includes(',')) return text.split(',').map((part) => readValue(part.trim()))
  return text
}

/** Writes a value as it would be given at the command line; what `readBaseline`, `readScore` and `readShard` take too. */
export function optionText(value: unknown): string {
  if (Array.isArray(value)) return value.map(optionText).join(',')
  if (typeof value !== 'object' || value === null) return String(value)
  const { kind, sigma, draws, against, index, of } = value as Record<string, unknown>
  if (index !== undefined) return `${index}/${of}`
  const parameter = sigma ?? draws ?? against
  return parameter === undefined ? JSON.stringify(value) : `${kind}:${parameter}`
}

/** A reader of a size in pixels, `window` or `stride`: `4` is 4 along both axes. */
export function readSize(name: string): (text: string) => number[] {
  return (text) => {
    const sizes = text.split(',').map((part) => (NUMBER.test(part.trim()) ? Number(part) : Number.NaN))
    if (sizes.some(Number.isNaN)) return refuse(name, text, 'whole numbers of pixels, such as 4 or 4,4')
    return sizes.length === 1 ? [sizes[0]!, sizes[0]!] : sizes
  }
}

/** Reads a baseline: a number, one per channel, or a rule, `blur:SIGMA` and `noise:DRAWS` among them. */
export function readBaseline(text: string): unknown {
  if (['mean', 'blur', 'noise'].includes(text)) return text
  const [kind = '', parameter = ''] = text.split(':')
  if (NUMBER.test(parameter) && kind === 'blur') return { kind, sigma: Number(parameter) }
  if (NUMBER.test(parameter) && kind === 'noise') return { kind, draws: Number(parameter) }
  const value = readValue(text)
  const isNumeric = (Array.isArray(value) ? value : [value]).every((part) => typeof part === 'number')
  return isNumeric
    ? value
    : refuse('baseline', text, 'a number, mean, blur, blur:SIGMA, noise or noise:DRAWS')
}

/** Reads a score; `margin:K` is the margin over class K. */
export function readScore(text: string): unknown {
  if (['logit', 'probability', 'log-probability', 'margin'].includes(text)) return text
  const [kind, against = ''] = text.split(':')
  if (kind === 'margin' && NUMBER.test(against)) return { kind, against: Number(against) }
  return refuse('score', text, 'logit, probability, log-probability, margin or margin:K')
}

/** Reads a class: its index, or the name it goes by in the model or the data, which `classIndex` looks up. */
export function readClass(text: string): number | string {
  return NUMBER.test(text) ? Number(text) : text
}

/** Reads names with commas between them. */
export function readNames(text: string): string[] {
  return text.split(',').map((name) => name.trim())
}

/** Reads a grey level: `black`, `white`, or a number from 0 to 1. */
export function readLevel(text: string): number {
  if (text === 'black') return 0
  if (text === 'white') return 1
  const level = NUMBER.test(text) ? Number(text) : Number.NaN
  return level >= 0 && level <= 1 ? level : refuse('background', text, 'black, white or a number from 0 to 1')
}

/** Reads `--threads`. */
export function readThreads(text: string): number | 'auto' {
  if (text === 'auto') return text
  const threads = Number(text)
  if (Number.isInteger(threads) && threads >= 1 && threads <= 256) return threads
  return refuse('threads', text, 'auto or a whole number from 1 to 256')
}

/** Reads `--shard`: `2/4` is the second of four parts. */
export function readShard(text: string): { readonly index: number; readonly of: number } {
  const [, index = 0, of = 0] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number)
  if (index >= 1 && index <= of) return { index, of }
  return refuse('shard', text, 'i/n, such as 2/4, with i from 1 to n')
}

/** Makes a reader of whole numbers from 0 up. */
export function readCount(name: string, largest = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    if (/^\d+$/.test(text) && Number(text) <= largest) return Number(text)
    return refuse(name, text, `a whole number from 0 to ${largest}`)
  }
}

function refuse(name: string, text: string, expected: string): never {
  throw inputError('OPTION_INVALID', `${name} is ${text}: expected ${expected}`)
}
