import type { ModelSettingsInput } from '../../network/model-settings.js'

type Json = Readonly<Record<string, unknown>>

/** What Teachable Machine does to images before its models: bytes to −1 … 1, `(x − 127.5) / 127.5`. */
const PREPROCESSING: ModelSettingsInput = { scale: 2, mean: 1 }

/** It takes the middle square of a picture. */
const CROPPED = 'Teachable Machine takes the middle square of a picture: --fit cover does so too'

/** What a Teachable Machine export says of itself. */
export interface TeachableMachine {
  readonly told: ModelSettingsInput
  readonly notes: readonly string[]
}

/** What metadata.json of a Teachable Machine export tells; undefined for another document, or a model of poses or sounds. */
export function teachableMachineIn(metadata: unknown): TeachableMachine | undefined {
  if (typeof metadata !== 'object' || metadata === null) return undefined
  const { tmVersion, packageName, labels } = metadata as Json
  const image = packageName === undefined || packageName === '@teachablemachine/image'
  if ((tmVersion === undefined && packageName === undefined) || !image || !isNames(labels)) return undefined
  return { told: { ...PREPROCESSING, classNames: labels }, notes: [CROPPED] }
}

/** What is told of a Keras export of Teachable Machine's, which has its labels beside it and says nothing itself. */
export function teachableMachineKeras(
  topology: object,
  labels: readonly string[],
): TeachableMachine | undefined {
  if (!isTeachableMachine(topology)) return undefined
  return { told: { ...PREPROCESSING, classNames: [...labels] }, notes: [CROPPED] }
}

/**
 * Whether a LayersModel is built as Teachable Machine builds its image models: a Sequential model of two, MobileNet with a global average
 * and two dense layers under the names TensorFlow.js gave them there.
 */
export function isTeachableMachine(topology: object): boolean {
  const [features, head, ...more] = layersOf((topology as Json).model_config ?? topology)
  const names = layersOf(head).map((layer) => String((layer.config as Json | undefined)?.name))
  const last = layersOf(features).at(-1)
  return (
    more.length === 0 &&
    last?.class_name === 'GlobalAveragePooling2D' &&
    names.length === 2 &&
    names.every((name) => /^dense_Dense\d+$/.test(name))
  )
}

function layersOf(model: unknown): readonly Json[] {
  const { class_name, config } = (model ?? {}) as Json
  const layers = Array.isArray(config) ? config : (config as Json | undefined)?.layers
  return class_name === 'Sequential' && Array.isArray(layers) ? layers : []
}

function isNames(labels: unknown): labels is string[] {
  return Array.isArray(labels) && labels.length > 1 && labels.every((label) => typeof label === 'string')
}
