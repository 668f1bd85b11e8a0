import { parseJson } from '../json/index.js'
import { requireShallow } from './require-shallow.js'

/** What a model's JSON file parses to. @throws InputError `MODEL_NOT_JSON`, `JSON_TOO_DEEP` */
export function readModelJson(json: string | Uint8Array | object, name = 'model.json'): unknown {
  if (typeof json === 'string' || json instanceof Uint8Array) return parseJson(json, name, 'MODEL_NOT_JSON')
  requireShallow(json, name)
  return json
}
