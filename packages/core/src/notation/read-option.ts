import { parseJson } from '../json/index.js'
import { refuseOption } from './refuse-option.js'

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/**
 * Reads an option's text as every front end does; what `optionText` writes comes back as it was. The schema judges the value.
 *
 * @param key - the option's name in its schema, such as `window`
 * @throws InputError OPTION_INVALID
 */
export function readOption(key: string, text: string): unknown {
  return Object.hasOwn(readers, key) ? readers[key]!(text, key) : readValue(text)
}

/** Reads several options by name. @throws InputError OPTION_INVALID */
export function readOptions(texts: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, readOption(key, text)]))
}

/** Reads a text whose kind is not known: `4` and `0.5` are numbers, `6,8` a list, anything else itself. */
export function readValue(text: string): unknown {
  const parts = partsOf(text)
  return parts.length === 1 ? plainValue(text) : parts.map((part) => plainValue(part.trim()))
}

/** A finite number in decimal notation; NaN for any other text. */
export function readNumber(text: string): number {
  const number = NUMBER.test(text) ? Number(text) : Number.NaN
  return Number.isFinite(number) ? number : Number.NaN
}

/** Reads names with commas between them; `\,` is a comma within a name. */
export function readNames(text: string): string[] {
  return partsOf(text).map((part) => part.trim())
}

const readers: Readonly<Record<string, (text: string, key: string) => unknown>> = {
  window: readSize,
  stride: readSize,
  inputSize: readSize,
  baseline: readBaseline,
  score: readScore,
  target: readClass,
  classNames: (text) => (text.trim() === 'imagenet' ? 'imagenet' : readNames(text)),
  // A name, whatever is in it.
  output: (text) => text,
  methods: (text) => (text.trim() === 'all' ? 'all' : readNames(text)),
  regions: readRegions,
  shard: readShard,
  background: readLevel,
}

/** A size in pixels: `4` is 4 along both axes. */
function readSize(text: string, key: string): number[] {
  const sizes = text.split(',').map((part) => readNumber(part.trim()))
  if (sizes.some(Number.isNaN)) return refuseOption(key, text, 'whole numbers of pixels, such as 4 or 4,4')
  return sizes.length === 1 ? [sizes[0]!, sizes[0]!] : sizes
}

/** A class: its index, or the name it goes by, whatever is in it; of several images, indices. */
function readClass(text: string): unknown {
  const numbers = text.split(',').map((part) => readNumber(part.trim()))
  if (numbers.some(Number.isNaN)) return text
  return numbers.length === 1 ? numbers[0] : numbers
}

const NAMES = ['mean', 'train-mean', 'blur', 'noise', 'marginal', 'patch-mean', 'inpaint', 'soft']

/** A number, one per channel, or a rule. */
function readBaseline(given: string): unknown {
  const text = given.trim()
  if (NAMES.includes(text)) return text
  const [, kind = '', parameters = ''] = /^([a-z]+):(.+)$/.exec(text) ?? []
  const rule = Object.hasOwn(rules, kind) ? rules[kind]!(parameters) : undefined
  if (rule) return rule
  const value = readValue(text)
  const isNumeric = [value].flat().every((part) => typeof part === 'number')
  return isNumeric
    ? value
    : refuseOption(
        'baseline',
        text,
        'a number, mean, mean:NUMBER,…, train-mean, blur, blur:SIGMA, noise, noise:DRAWS, noise:DRAWS,seed=N,mean=M,sd=S, marginal, marginal:DRAWS,seed=N, patch-mean, inpaint, soft or soft:NUMBER,sigma=S',
      )
}

/** Readers of what follows `blur:`, `mean:` and so on; undefined for what they do not understand. */
const rules: Readonly<Record<string, (text: string) => object | undefined>> = {
  blur: (text) => {
    const sigma = readNumber(text)
    return Number.isNaN(sigma) ? undefined : { kind: 'blur', sigma }
  },
  mean: (text) => {
    const values = text.split(',').map((part) => readNumber(part.trim()))
    return values.some(Number.isNaN) ? undefined : { kind: 'mean', values }
  },
  noise: (text) => {
    const [first = '', ...rest] = partsBetweenCommas(text)
    return namedNumbers({ kind: 'noise', draws: readNumber(first) }, rest, ['seed', 'mean', 'sd'])
  },
  marginal: (text) => {
    const [first = '', ...rest] = partsBetweenCommas(text)
    return namedNumbers({ kind: 'marginal', draws: readNumber(first) }, rest, ['seed'])
  },
  soft: (text) => {
    const parts = partsBetweenCommas(text)
    const values = parts.filter((part) => !part.includes('=')).map(readNumber)
    if (values.length === 0 || values.some(Number.isNaN)) return undefined
    const rule = { kind: 'soft', value: values.length === 1 ? values[0] : values }
    return namedNumbers(rule, parts.slice(values.length), ['sigma'])
  },
}

function partsBetweenCommas(text: string): string[] {
  return text.split(',').map((part) => part.trim())
}

/** Adds to a rule what `seed=7` and the like say; undefined where that is not understood. */
function namedNumbers(
  given: Readonly<Record<string, unknown>>,
  parts: readonly string[],
  names: readonly string[],
): object | undefined {
  const rule = { ...given }
  for (const part of parts) {
    const [, key = '', number = ''] = /^([a-z]+)=(.+)$/.exec(part) ?? []
    if (!names.includes(key) || key in rule) return undefined
    rule[key] = readNumber(number)
  }
  return Object.values(rule).some(Number.isNaN) ? undefined : rule
}

/** `margin:K` is the margin over class K. */
function readScore(given: string): unknown {
  const text = given.trim()
  if (['logit', 'probability', 'log-probability', 'margin'].includes(text)) return text
  const against = /^margin:(.+)$/.exec(text)?.[1]
  if (against && NUMBER.test(against)) return { kind: 'margin', against: Number(against) }
  return refuseOption('score', text, 'logit, probability, log-probability, margin or margin:K')
}

/** `3` is three bands, `4,4` a grid; an object of masks is JSON, as it stands in a result. */
function readRegions(text: string): unknown {
  if (!text.trimStart().startsWith('{')) return readValue(text)
  return parseJson(text, 'regions', 'OPTION_INVALID')
}

/** `2/4` is the second of four parts. */
function readShard(text: string): { readonly index: number; readonly of: number } {
  const [, index = 0, of = 0] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number)
  if (index >= 1 && index <= of) return { index, of }
  return refuseOption('shard', text, 'i/n, such as 2/4, with i from 1 to n')
}

/** A grey level: `black`, `white`, or a number from 0 to 1. */
function readLevel(text: string): number {
  if (text === 'black') return 0
  if (text === 'white') return 1
  const level = readNumber(text)
  return level >= 0 && level <= 1
    ? level
    : refuseOption('background', text, 'black, white or a number from 0 to 1')
}

/** A number where it is one, else the text: a class by its name, a rule. */
function plainValue(text: string): unknown {
  const number = readNumber(text.trim())
  return Number.isNaN(number) ? text : number
}

/** The parts between commas; after a backslash a comma, or a backslash, is itself. */
function partsOf(text: string): string[] {
  const parts = ['']
  for (const [token] of text.matchAll(/\\[\\,]|[\s\S]/gu)) {
    if (token === ',') parts.push('')
    else parts[parts.length - 1] += token.length === 2 && token[0] === '\\' ? token[1]! : token
  }
  return parts
}
