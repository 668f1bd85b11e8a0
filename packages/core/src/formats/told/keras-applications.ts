type Json = Readonly<Record<string, unknown>>

/** What `preprocess_input` of a family in keras.applications does, as options. Families whose models do it themselves tell by their first layer. */
const WAYS = {
  caffe: '--channel-order bgr --scale 255 --mean 103.939,116.779,123.68',
  tf: '--scale 2 --mean 1',
  torch: '--mean 0.485,0.456,0.406 --std 0.229,0.224,0.225',
} as const

type Way = keyof typeof WAYS

const WORDS: Readonly<Record<Way, string>> = {
  caffe: 'is Caffe’s, blue first less the mean colour',
  tf: 'gives −1 … 1',
  torch: 'is torchvision’s, less the mean colour and by its deviation',
}

/** Names that models of keras.applications have (keras/src/applications). */
const FAMILIES: readonly (readonly [RegExp, Way])[] = [
  [/^mobilenetv?2_\d/i, 'tf'],
  [/^mobilenet_\d/i, 'tf'],
  [/^resnet(50|101|152)v2$/i, 'tf'],
  [/^resnet(50|101|152)$/i, 'caffe'],
  [/^vgg(16|19)$/i, 'caffe'],
  [/^inception_v3$|^inception_resnet_v2$|^xception$/i, 'tf'],
  [/^nasnet/i, 'tf'],
  [/^densenet(121|169|201)$/i, 'torch'],
]

/**
 * Looks for a model of keras.applications, or one built around one, by name.
 *
 * @returns one line that says which preprocessing it was made for and how to give it, which is never done unasked: a model built around
 *   one may do it itself. Undefined where none is known, or layers before it compute something
 */
export function applicationNote(topology: object): string | undefined {
  const model = (topology as Json).model_config ?? topology
  const found = applicationIn(model, 0)
  if (!found) return undefined
  const [name, way] = found
  return `looks like keras.applications ${name}, whose preprocess_input ${WORDS[way]}: ${WAYS[way]} prepares images so`
}

/** Layers that do nothing to pixels outside of training. */
const PASSING = /^(InputLayer|Identity|Random\w+|Resizing|CenterCrop|Dropout|GaussianNoise)$/

function applicationIn(model: unknown, depth: number): readonly [name: string, way: Way] | undefined {
  if (typeof model !== 'object' || model === null || depth > 8) return undefined
  const { config } = model as Json
  const { name, layers } = (Array.isArray(config) ? { layers: config } : (config ?? {})) as Json
  if (!Array.isArray(layers)) return undefined
  const family = FAMILIES.find(([is]) => is.test(String(name)))
  if (family) return [String(name), family[1]]
  // Only the first that computes anything: what stands before a model may well be its preprocessing.
  const first = layers.find((layer) => !PASSING.test(String((layer as Json | null)?.class_name)))
  return applicationIn(first, depth + 1)
}
