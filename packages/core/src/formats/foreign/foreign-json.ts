/**
 * What a JSON document that is no LayersModel and no network file is, and the way to one; undefined for a LayersModel, and for
 * what is not known.
 *
 * @param name - what to call it: `model.json`
 */
export function foreignJson(json: unknown, name: string): string | undefined {
  if (Array.isArray(json)) {
    const manifest = json.some((group) => isObject(group) && 'paths' in group && 'weights' in group)
    return manifest
      ? `${name} is a list of weight files without layers; name the model.json they belong to`
      : undefined
  }
  if (!isObject(json)) return undefined
  if ('modelTopology' in json) return undefined
  const known = kinds.find(([is]) => is(json))
  return known && `${name} is ${known[1]}`
}

type Json = Readonly<Record<string, unknown>>

const kinds: readonly (readonly [(json: Json) => boolean, string])[] = [
  [
    (json) => 'tfjsVersion' in json || 'tmVersion' in json || 'packageName' in json,
    'what Teachable Machine says about a model; name the model.json beside it',
  ],
  [
    (json) => 'class_name' in json && 'config' in json,
    'the layers of a Keras model without its weights; name the .h5 file beside it that holds them, or save the model as .keras',
  ],
  [(json) => 'keras_version' in json, 'what Keras says about a model; name the .keras or .h5 file itself'],
  [
    (json) => 'architectures' in json || 'model_type' in json || 'transformers_version' in json,
    'the configuration of a Hugging Face model; write network.json beside its weights (docs/models.md says how)',
  ],
  [
    (json) => /^umbra\.(study|pairs|robustness|explanation|part|benchmark)/.test(String(json.schema)),
    'a result of Umbra and no model',
  ],
  [
    (json) => ['scale', 'mean', 'std', 'channelOrder', 'classNames'].some((key) => key in json),
    'about a model and none itself; name the model.json or network.json beside it',
  ],
]

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
