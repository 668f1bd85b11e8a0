import { InputError } from '../errors.js'
import { requireShallow } from './require-shallow.js'

/** What a model's JSON file parses to. @throws InputError `MODEL_NOT_JSON`, `JSON_TOO_DEEP` */
export function readModelJson(json: string | Uint8Array | object, name = 'model.json'): unknown {
  const value = typeof json === 'object' && !(json instanceof Uint8Array) ? json : parsed(json, name)
  requireShallow(value, name)
  return value
}

function parsed(json: string | Uint8Array, name: string): unknown {
  try {
    return JSON.parse(typeof json === 'string' ? json : new TextDecoder().decode(json))
  } catch (cause) {
    throw new InputError('MODEL_NOT_JSON', `${name} is not JSON; is this a saved tfjs LayersModel?`, {
      cause,
    })
  }
}
