import { bitsOf } from './same-bits.js'

/** Documents of explained images say how long each took, and on how many threads. */
const EXPLANATION = /(^|\/)explanations?\.json$/

/** Whether a file of a result is a document of explained images. */
export function isExplanation(file: string): boolean {
  return EXPLANATION.test(file)
}

/** A line of a document. */
export interface Line {
  readonly number: number
  readonly text: string
  /** Which explained image it is of, from 1; 0 elsewhere. */
  readonly image: number
}

/** Where in a document of an explanation a line stands: in its engine, in the products of that, right behind it, or anywhere else. */
type Place = 'engine' | 'products' | 'behind' | undefined

/**
 * The lines of a document of explained images without those that the clock and the number of threads decide. Only a line that holds nothing
 * else, in the place where Umbra writes it, is left out: a line may hold a second map behind its milliseconds, which would be read in
 * place of the first.
 */
export async function* steadyLines(lines: AsyncIterable<string>): AsyncGenerator<Line, void, undefined> {
  let [number, image] = [0, 0]
  let place: Place
  let engineEnds = ''
  for await (const text of lines) {
    number++
    if (/^ *"schema": "umbra\.explanation\//.test(text)) image++
    if (/^ *"engine": \{$/.test(text)) {
      place = 'engine'
      engineEnds = text.replace('"engine": {', '},')
    } else if (text === engineEnds && place === 'engine') place = 'behind'
    else {
      const next = placeAfter(text, place)
      if (next) {
        place = next.place
        continue
      }
      // Its name and variant stand in the engine, and are compared.
      if (place !== 'engine') place = undefined
    }
    yield { number, text: place === 'engine' ? ofTheSameBits(text) : text, image }
  }
}

/** `scalar` is said as `simd`, whose bits it has. */
function ofTheSameBits(text: string): string {
  return text.replace(/^( *"variant": )"scalar"(,?)$/, `$1"${bitsOf('scalar')}"$2`)
}

/** Where what follows a line stands if the line is to be left out; undefined if it is not. */
function placeAfter(text: string, place: Place): { readonly place: Place } | undefined {
  if (place === 'engine') {
    if (/^ *"products": \{$/.test(text)) return { place: 'products' }
    if (/^ *("threads": \d+|"reason": "([^"\\]|\\.)*"|"products": \{\}),?$/.test(text)) return { place }
  }
  if (place === 'products') {
    if (/^ *"\w+": \d+,?$/.test(text)) return { place }
    if (/^ *\},?$/.test(text)) return { place: 'engine' }
  }
  if (place === 'behind' && /^ *"milliseconds": [\d.e+-]+,?$/.test(text)) return { place: undefined }
  return undefined
}
