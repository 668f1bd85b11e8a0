import { absentLayers } from '../formats/keras/absent-layers.js'
import type { ModelArtifacts } from '../formats/keras/artifacts.js'
import { isModel, snakeKeys } from '../formats/keras/index.js'
import { firstNodes, readValues } from '../formats/keras/layer-calls.js'

type Json = Readonly<Record<string, unknown>>

/**
 * The same model in the JSON of Keras 2, the only one TensorFlow.js reads, without what matters in training alone, some of
 * which it does not know. Weights are renamed to `layer/parameter`, as TensorFlow.js looks for them.
 */
export function keras2Artifacts(artifacts: ModelArtifacts): ModelArtifacts {
  const topology = snakeKeys(artifacts.modelTopology)
  // What TensorFlow.js wrote it reads, but for augmentation that it would not leave off, and images that it would round.
  if (String(topology.keras_version).startsWith('tfjs') && !REPLACED.test(JSON.stringify(topology))) {
    return artifacts
  }
  const classes = new Map<string, string>()
  const modelTopology = modelJson(snakeKeys((topology.model_config ?? topology) as object), classes)
  return { ...artifacts, modelTopology, weightSpecs: renamed(artifacts.weightSpecs, classes) }
}

/** @param classes - takes every layer's class, by its name */
function modelJson({ class_name, config }: Json, classes: Map<string, string>): Json {
  const written = Array.isArray(config) ? { layers: config as unknown } : snakeKeys((config ?? {}) as object)
  const { name, layers, input_layers, output_layers } = written
  const read = Array.isArray(layers) ? layers.map((layer: object | null) => snakeKeys(layer ?? {})) : []
  const valuesJson = valueWriter(read, output_layers)
  const ends =
    class_name === 'Sequential'
      ? {}
      : { input_layers: valuesJson(input_layers), output_layers: valuesJson(output_layers) }
  const named = name === undefined ? {} : { name }
  return {
    class_name,
    config: { ...named, layers: read.map((layer) => layerJson(layer, classes, valuesJson)), ...ends },
  }
}

/** Writes what a node reads, or what a model gives, in the manner of Keras 2: `[[layer, node, output, {}], …]`. */
type ValueWriter = (values: unknown) => unknown

/** Keras 3 writes the arguments of a call. TensorFlow.js counts a node before the first call of a model that is a layer. */
function valueWriter(layers: readonly Json[], outputs: unknown): ValueWriter {
  const nodes = layers.flatMap(({ inbound_nodes }) => (Array.isArray(inbound_nodes) ? inbound_nodes : []))
  const models = layers.filter(({ class_name }) => isModel(String(class_name))).map(nameOf)
  const first = firstNodes(new Set(models), readValues([...nodes, outputs]))
  return (values) =>
    readValues(values).map(({ layer, call, output }) => {
      const before = first.get(layer)
      return [layer, before === undefined ? call : call - before + 1, output, {}]
    })
}

function nameOf({ name, config }: Json): string {
  return String(name ?? (config as Json | undefined)?.name)
}

function layerJson(json: Json, classes: Map<string, string>, valuesJson: ValueWriter): Json {
  const { class_name, inbound_nodes } = json
  const written = (json.config ?? {}) as Json
  const name = (json.name ?? written.name) as string | undefined
  if (name !== undefined) classes.set(name, String(class_name))
  const wiring = Array.isArray(inbound_nodes) && { inbound_nodes: inbound_nodes.map(valuesJson) }
  // What does nothing outside of training, TensorFlow.js may not know, or do nonetheless.
  if (replacedLayers.includes(String(class_name))) return { ...linearJson(written, name), ...wiring }
  const config = isModel(String(class_name))
    ? modelJson(json, classes).config
    : configJson(snakeKeys(written))
  return { class_name, config, ...(name !== undefined && { name }), ...wiring }
}

/** Layers that TensorFlow.js knows and applies in training alone, which it may be about to do. */
const KNOWN = ['Dropout', 'SpatialDropout1D', 'GaussianNoise', 'GaussianDropout', 'AlphaDropout']
const replacedLayers = absentLayers.filter((className) => !KNOWN.includes(className))
const REPLACED = new RegExp(`"class_?[nN]ame":"(${replacedLayers.join('|')})"|"dtype":(?!"float32"|null)`)

/** In a layer's place one that gives what it reads. */
function linearJson(written: Json, name: string | undefined): Json {
  const { batch_input_shape, batch_shape } = snakeKeys(written)
  const shape = batch_input_shape ?? batch_shape
  return {
    class_name: 'Activation',
    config: { name, activation: 'linear', ...(shape !== undefined && { batch_input_shape: shape }) },
    ...(name !== undefined && { name }),
  }
}

const TRAINING = /_(initializer|regularizer|constraint)$|^(quantization_config|synchronized|groups|seed)$/

function configJson(config: Json): Json {
  const kept = Object.entries(config).filter(([key]) => !TRAINING.test(key))
  return Object.fromEntries(
    kept.map(([key, value]) => {
      if (key === 'batch_shape') return ['batch_input_shape', value]
      if (key === 'negative_slope' && !('max_value' in config)) return ['alpha', plain(value)]
      // TensorFlow.js would round images to whole numbers, or to 0 and 1, for an input of such; other precisions it does not know.
      if (key === 'dtype') return [key, 'float32']
      return [key, key === 'activation' ? activationJson(value) : plain(value)]
    }),
  )
}

/** Keras 3 may write a number as an object that holds it. */
function plain(value: unknown): unknown {
  const held = (value as { config?: { value?: unknown } } | null)?.config?.value
  return held ?? value
}

function activationJson(activation: unknown): unknown {
  const { class_name, config } = (activation ?? {}) as Json
  const name = class_name === 'function' ? config : (class_name ?? activation)
  if (name === 'silu') return 'swish'
  return typeof name === 'string' && typeof config !== 'object' ? name : activation
}

/** `sequential/conv/kernel:0` becomes `conv/kernel`; Keras 3 calls a depthwise kernel plainly `kernel`. */
function renamed(
  specs: ModelArtifacts['weightSpecs'],
  classes: ReadonlyMap<string, string>,
): ModelArtifacts['weightSpecs'] {
  const taken = new Set<string>()
  return specs.map((spec) => {
    const whole = spec.name.replace(/:0$/, '')
    const [layer = '', parameter = ''] = whole.split('/').slice(-2)
    const depthwise = classes.get(layer) === 'DepthwiseConv2D' && parameter === 'kernel'
    const short = `${layer}/${depthwise ? 'depthwise_kernel' : parameter}`
    const name = classes.has(layer) && !taken.has(short) ? short : whole
    taken.add(name)
    return { ...spec, name }
  })
}
