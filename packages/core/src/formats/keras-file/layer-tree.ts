import { InputError } from '../../errors.js'
import { isModel } from '../keras/index.js'

type Json = Readonly<Record<string, unknown>>

/** A layer of a Keras model's configuration. */
export interface ConfigLayer {
  readonly className: string
  readonly name: string
  readonly config: Json
  /** Same for every mention of a layer that several models share, where Keras notes it. */
  readonly sharedId: unknown
  /** The layers of a layer that is a model of its own. */
  readonly layers: readonly ConfigLayer[] | undefined
}

/** As many models within models, and no more layers, as are read elsewhere. */
const DEEPEST = 64
const MOST_LAYERS = 10_000

/**
 * The layers of a model's configuration in the order it has them, models within models too.
 *
 * @throws InputError `MODEL_TOPOLOGY` for what is no model of layers, `LAYER_CODE` for a layer whose work is code of its author's
 */
export function layerTree(config: unknown): readonly ConfigLayer[] {
  const model = record(config)
  const className = String(model?.class_name)
  if (!model || !isModel(className)) {
    throw new InputError(
      'MODEL_TOPOLOGY',
      `expected a Sequential or functional model, got ${model ? className : 'none'}: what a model of its own class computes is in its author's code alone`,
    )
  }
  let left = MOST_LAYERS
  const layersOf = (of: unknown, depth: number): readonly ConfigLayer[] => {
    const list = Array.isArray(of) ? of : record(of)?.layers
    if (!Array.isArray(list)) throw new InputError('MODEL_TOPOLOGY', 'a model: expected a list of layers')
    left -= list.length
    if (left < 0 || depth > DEEPEST)
      throw new InputError('MODEL_TOPOLOGY', `expected at most ${MOST_LAYERS} layers, ${DEEPEST} models deep`)
    return list.map((entry) => {
      const layer = record(entry) ?? {}
      const own = layer.config
      const className = String(layer.class_name)
      const name = String(layer.name ?? record(own)?.name)
      requireOwn(layer, className, name)
      return {
        className,
        name,
        config: record(own) ?? {},
        sharedId: layer.shared_object_id ?? record(own)?.shared_object_id,
        layers: isModel(className) ? layersOf(own, depth + 1) : undefined,
      }
    })
  }
  return layersOf(model.config, 0)
}

/** Layers of which a file holds a name, or Python's bytecode, and not what they compute. */
function requireOwn(layer: Json, className: string, name: string): void {
  const refuse = (what: string) => new InputError('LAYER_CODE', `layer "${name}" ${what}`)
  if (className === 'Lambda') {
    throw refuse(
      'is a Lambda: Python code, which is not run here; put a layer of Keras in its place, such as Rescaling, or leave it out and prepare images by --scale, --mean and --std',
    )
  }
  if (className === 'TensorFlowOpLayer') {
    throw refuse(
      'is an operation of TensorFlow 2.3 or before; load the model in a newer one and save it again',
    )
  }
  const policy = (record(layer.config)?.dtype as { class_name?: unknown } | null | undefined)?.class_name
  if (/Quantized/.test(String(policy)))
    throw refuse('has quantised weights; save the model before it is quantised')
  const { registered_name: registered, module } = layer
  const own = typeof registered === 'string' && registered.includes('>') && !registered.startsWith('keras')
  const foreign = typeof module === 'string' && !/^(keras|tf_keras|tensorflow)(\.|$)/.test(module)
  if ((own || (foreign && registered !== null)) && !isModel(className)) {
    throw refuse(
      `is of class ${className}, its author's own (${String(registered ?? module)}): a file holds its name and not what it computes`,
    )
  }
}

function record(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined
}
