import { InputError } from '../../errors.js'
import { absentLayers } from '../../formats/keras/absent-layers.js'
import { labelOf, settingOf } from '../../formats/keras/settings.js'
import { type LayerJson, readTopology, snakeKeys } from '../../formats/keras/topology.js'
import type { LayersModel } from '../tensorflow.js'
import { type Layer, liveLayers } from './live-layers.js'

/** Settings that matter in training, to a file or to speed alone. */
const WITHOUT_EFFECT =
  /_(initializer|regularizer|constraint)$|^(name|trainable|dtype|autocast|batch_input_shape|batch_shape|batch_size|input_shape|build_config|quantization_config|synchronized|seed|noise_shape|momentum|renorm.*|virtual_batch_size|fused|adjustment|implementation|unroll|use_cudnn|sparse|ragged|optional|activity_regularizer|lora_rank|lora_alpha|input_dtype|kernel_size|filters|units|layer|cell|cells|backward_layer|value_range|data_format|scale|offset)$/

/** What a setting that TensorFlow.js does not know must be, so that it makes no difference. `null` and `false` always may. */
const NEUTRAL: Readonly<Record<string, unknown>> = {
  groups: 1,
  dilation_rate: 1,
  negative_slope: 0,
  threshold: 0,
  zero_output_for_mask: false,
}

/** Settings that TensorFlow.js keeps under another name, or keeps and does not list. */
const UNLISTED: Readonly<Record<string, readonly string[]>> = {
  SeparableConv2D: ['depth_multiplier'],
  LeakyReLU: ['negative_slope'],
}

/** Settings that TensorFlow.js keeps and does not obey. */
const DISOBEYED: readonly {
  readonly className: string
  readonly key: string
  readonly obeyed: (value: unknown) => boolean
}[] = [
  { className: 'DepthwiseConv2D', key: 'dilation_rate', obeyed: (rate) => alike(rate, 1) },
  { className: 'UpSampling2D', key: 'interpolation', obeyed: (name) => name === 'nearest' },
  // Both crop or resize by other rules, and change the shape of their input by asking for it.
  { className: 'CenterCrop', key: 'height', obeyed: () => false },
  { className: 'Resizing', key: 'height', obeyed: () => false },
  { className: 'SeparableConv2D', key: 'data_format', obeyed: (format) => format !== 'channels_first' },
]

/**
 * TensorFlow.js builds a layer from those of its settings that it knows, and says nothing of the others. Checks that every
 * setting of a model has come through or makes no difference.
 *
 * @param topology - what the model was built from
 * @throws InputError `LAYER_SETTING_IGNORED`, which names the layer and the setting
 */
export function requireKeptSettings(model: LayersModel, topology: object): void {
  for (const { layer, json } of liveLayers(model, readTopology(topology))) requireKept(layer, json)
}

function requireKept(layer: Layer, json: LayerJson): void {
  const { className, config, origin } = json
  if (absentLayers.includes(className) || className === 'InputLayer') return
  for (const { className: owner, key, obeyed } of DISOBEYED) {
    if (owner === className && key in config && !obeyed(settingOf(json, key))) throw ignored(json, key)
  }
  for (const key of ['activation', 'recurrent_activation']) {
    if (origin === 'keras3' && nameOf(config[key]) === 'hardsigmoid') throw ignored(json, key, "Keras 3's")
  }
  requireInner(layer, json)
  if (origin === 'tfjs') return
  const kept = snakeKeys(layer.getConfig())
  for (const key of Object.keys(config)) {
    if (WITHOUT_EFFECT.test(key) || UNLISTED[className]?.includes(key)) continue
    const value = settingOf(json, key)
    // Axes counted from the end come back counted from the start.
    if (key === 'axis' && [value].flat().some((axis) => Number(axis) < 0) && kept.axis !== undefined) continue
    if (!(key in kept) || kept[key] === undefined) {
      const neutral = value === null || value === false || (key in NEUTRAL && alike(value, NEUTRAL[key]))
      if (!neutral) throw ignored(json, key)
    } else if (value !== null && !alike(value, kept[key])) {
      throw ignored(json, key)
    }
  }
}

/** The layer that a wrapper such as TimeDistributed holds. */
function requireInner(layer: Layer, { config, origin }: LayerJson): void {
  const written = config.layer as { class_name?: unknown; config?: object } | null | undefined
  const { layer: inner } = layer as unknown as { layer?: Layer }
  if (!inner || typeof written !== 'object' || !written?.config) return
  const className = String(written.class_name)
  requireKept(inner, {
    origin,
    className,
    name: inner.name,
    config: snakeKeys(written.config),
    calls: [],
  })
}

function ignored(json: LayerJson, key: string, whose = 'its'): InputError {
  const value = JSON.stringify(settingOf(json, key))
  return new InputError(
    'LAYER_SETTING_IGNORED',
    `${labelOf(json)} has ${key} ${value}; TensorFlow.js, which would have to run this model, does not heed ${whose} ${key}, and its scores would be wrong`,
  )
}

function nameOf(activation: unknown): string {
  const written = activation as { class_name?: unknown; config?: unknown } | string | null | undefined
  const name =
    typeof written === 'object'
      ? written?.class_name === 'function'
        ? written.config
        : written?.class_name
      : written
  return String(name).toLowerCase().replaceAll('_', '')
}

/** Whether two settings mean the same: names however they are written, one number for two that are equal. */
function alike(a: unknown, b: unknown): boolean {
  if (typeof a === 'object' && a !== null && !Array.isArray(a))
    return nameOf(a) === nameOf(b) || typeof b === 'object'
  if (Array.isArray(a) || Array.isArray(b)) {
    const [first, second] = [[a].flat(3), [b].flat(3)]
    const length = Math.max(first.length, second.length)
    const at = (list: readonly unknown[], i: number) => (list.length === 1 ? list[0] : list[i])
    return Array.from({ length }, (_, i) => i).every((i) => alike(at(first, i), at(second, i)))
  }
  if (typeof a === 'string' || typeof b === 'string') return sameName(nameOf(a), nameOf(b))
  return a === b || (typeof a === 'number' && typeof b === 'number' && Math.abs(a - b) <= 1e-6 * Math.abs(a))
}

const SYNONYMS: Readonly<Record<string, string>> = { silu: 'swish' }

function sameName(a: string, b: string): boolean {
  return (SYNONYMS[a] ?? a) === (SYNONYMS[b] ?? b)
}
