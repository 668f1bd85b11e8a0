import { InputError } from '../errors.js'
import { jsonFault } from './json-fault.js'

/** Deepest nesting read: a model within a model takes four levels, and nobody nests a hundred. */
const DEEPEST = 400

/**
 * Reads a JSON document, as every file of JSON is read here: UTF-8, with or without a byte-order mark, and one value, in which no
 * name is given twice in one object.
 *
 * @param json - the file's bytes, or its text
 * @param name - what to call it in an error: `the grid my-grid.json`
 * @param code - of the error if it is not JSON, such as `GRID_NOT_JSON`
 * @throws InputError `code`, saying where and why; JSON_TOO_DEEP
 */
export function parseJson(json: string | Uint8Array, name: string, code: string): unknown {
  const refuse = (why: string) => new InputError(code, `${name} is not JSON: ${why}`)
  const text = typeof json === 'string' ? json.replace(/^\ufeff/, '') : decoded(json, refuse)
  if (/^\s*$/.test(text)) throw refuse('it is empty')
  const fault = jsonFault(text, DEEPEST)
  if (fault?.tooDeep) throw new InputError('JSON_TOO_DEEP', `${name} is ${fault.what}`)
  if (fault) throw refuse(`${place(text, fault.at)}: ${fault.what}`)
  return JSON.parse(text)
}

function decoded(bytes: Uint8Array, refuse: (why: string) => InputError): string {
  const encoding = otherEncoding(bytes)
  if (encoding) throw refuse(`it is ${encoding}, expected UTF-8`)
  try {
    // It drops a byte-order mark by itself.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw refuse('it is not UTF-8 text')
  }
}

/** UTF-16 and UTF-32 by their byte-order marks or, as JSON begins with a character of ASCII, by where its zeros are. */
function otherEncoding([a, b, c, d]: Uint8Array): string | undefined {
  if ((a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe && d === 0xff)) {
    return 'UTF-32'
  }
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return 'UTF-16'
  const zeros = [a, b, c, d].map((byte) => byte === 0)
  if ((zeros[0] && zeros[1] && zeros[2]) || (zeros[1] && zeros[2] && zeros[3])) return 'UTF-32'
  return zeros[0] !== zeros[1] ? 'UTF-16' : undefined
}

function place(text: string, at: number): string {
  const lines = text.slice(0, at).split(/\r\n|\n|\r/)
  return `line ${lines.length}, column ${lines.at(-1)!.length + 1}`
}
