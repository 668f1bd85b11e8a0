import { InputError } from '../errors.js'

/** What a model's JSON file parses to. @throws InputError `MODEL_NOT_JSON` */
export function readModelJson(json: string | Uint8Array | object, name = 'model.json'): unknown {
  if (typeof json === 'object' && !(json instanceof Uint8Array)) return json
  try {
    return JSON.parse(typeof json === 'string' ? json : new TextDecoder().decode(json))
  } catch (cause) {
    throw new InputError('MODEL_NOT_JSON', `${name} is not JSON; is this a saved tfjs LayersModel?`, {
      cause,
    })
  }
}
