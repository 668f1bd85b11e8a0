import type { ModelArtifacts } from './artifacts.js'
import { type LayerJson, readTopology, snakeKeys } from './topology.js'
import { walkModel } from './walk-model.js'

/** How one tensor's first values are drawn. */
export type Initialiser =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'uniform'; readonly least: number; readonly most: number }
  /** `truncated`: drawn anew beyond two standard deviations, which are those before it. */
  | { readonly kind: 'normal'; readonly mean: number; readonly sd: number; readonly truncated: boolean }
  | {
      /** Of variance `scale` over a number of connections: He et al. (2015), Glorot and Bengio (2010), LeCun et al. (1998). */
      readonly kind: 'variance'
      readonly scale: number
      readonly mode: 'fan_in' | 'fan_out' | 'fan_avg'
      readonly distribution: 'uniform' | 'normal' | 'truncated'
      /** Keras widens a truncated normal to the variance asked for; TensorFlow.js does not. */
      readonly widened: boolean
    }

/** How the tensors of a network's layer begin, by the names `Network` has for them. */
export interface LayerInitialisers {
  readonly tensors: Readonly<Partial<Record<'kernel' | 'bias' | 'scale' | 'shift', Initialiser>>>
  /** Which axes of the kernel Keras counts connections along. */
  readonly fans: 'plain' | 'depthwise' | 'transposed'
}

/** By `kind name` of the layer of the network. */
export type Initialisers = ReadonlyMap<string, LayerInitialisers>

/**
 * How the layers of a LayersModel begin before they are trained, as its topology tells. A layer is left out where that is not
 * known: an initialiser of another kind, a name that two layers share.
 *
 * @throws InputError `MODEL_TOPOLOGY`, `JSON_TOO_DEEP`, `MODEL_INPUT`, `MODEL_OUTPUT`
 */
export function initialisersOf({ modelTopology }: Pick<ModelArtifacts, 'modelTopology'>): Initialisers {
  const known = new Map<string, LayerInitialisers>()
  const owners = new Map<string, string>()
  walkModel(readTopology(modelTopology), null, (layer, _, path) => {
    const owner = path.join('/')
    const taken = owners.get(layer.name)
    owners.set(layer.name, taken === undefined || taken === owner ? owner : '')
    for (const [kind, initialisers] of beginningOf(layer)) known.set(`${kind} ${layer.name}`, initialisers)
    return null
  })
  const nameOf = (key: string) => key.slice(key.indexOf(' ') + 1)
  return new Map([...known].filter(([key]) => owners.get(nameOf(key)) !== ''))
}

/** What a Keras layer becomes in a network, and how that begins. */
function beginningOf(layer: LayerJson): (readonly [kind: string, LayerInitialisers])[] {
  const weighted = (kernel: string, fans: LayerInitialisers['fans'] = 'plain') => {
    const drawn = initialiserOf(layer, kernel)
    const offset = layer.config.use_bias === false ? zero : initialiserOf(layer, 'bias_initializer', zero)
    return drawn && offset ? [{ tensors: { kernel: drawn, bias: offset }, fans } as const] : []
  }
  const as = (kinds: readonly string[], initialisers: readonly LayerInitialisers[]) =>
    initialisers.flatMap((one) => kinds.map((kind) => [kind, one] as const))
  switch (layer.className) {
    case 'Conv2D':
      return as(['conv2d', 'depthwiseConv2d'], weighted('kernel_initializer'))
    case 'Dense':
      return as(['dense', 'conv2d'], weighted('kernel_initializer'))
    case 'Conv2DTranspose':
      return as(['conv2dTranspose'], weighted('kernel_initializer', 'transposed'))
    case 'DepthwiseConv2D':
      return as(['depthwiseConv2d'], weighted('depthwise_initializer', 'depthwise'))
    case 'SeparableConv2D':
      return [
        ...as(['depthwiseConv2d'], weighted('depthwise_initializer', 'depthwise')),
        ...as(['conv2d'], weighted('pointwise_initializer')),
      ]
    case 'BatchNormalization':
      return as(['scaleShift'], untrainedBatchNorm(layer))
    default:
      return []
  }
}

const zero: Initialiser = { kind: 'constant', value: 0 }
const one: Initialiser = { kind: 'constant', value: 1 }

/** With the mean 0 and the variance 1 that its moving statistics begin at, it divides by √(1 + epsilon). */
function untrainedBatchNorm(layer: LayerJson): LayerInitialisers[] {
  const [gamma, beta] = [
    initialiserOf(layer, 'gamma_initializer', one),
    initialiserOf(layer, 'beta_initializer', zero),
  ]
  const moving = [
    initialiserOf(layer, 'moving_mean_initializer', zero),
    initialiserOf(layer, 'moving_variance_initializer', one),
  ]
  const usual = moving.every((statistic, i) => statistic?.kind === 'constant' && statistic.value === i)
  if (!usual || gamma?.kind !== 'constant' || beta?.kind !== 'constant') return []
  const epsilon = layer.config.epsilon ?? 1e-3
  const factor = gamma.value / Math.sqrt(1 + Number(epsilon))
  return [{ tensors: { scale: { kind: 'constant', value: factor }, shift: beta }, fans: 'plain' }]
}

/** Reads an initialiser: `{ class_name, config }`, or a name alone; undefined where it is not one of those known. */
function initialiserOf(
  { config, origin }: LayerJson,
  setting: string,
  unlessTold?: Initialiser,
): Initialiser | undefined {
  const json = config[setting]
  if (json === undefined || json === null) return unlessTold
  const { class_name: className, config: settings = {} } =
    typeof json === 'object' ? snakeKeys(json) : { class_name: json }
  const read = KNOWN[String(className).replaceAll('_', '').toLowerCase()]
  const given: Readonly<Record<string, unknown>> =
    typeof settings === 'object' && settings !== null ? snakeKeys(settings) : {}
  const number = (name: string, otherwise: number) =>
    typeof given[name] === 'number' && Number.isFinite(given[name]) ? given[name] : otherwise
  return read?.({ number, word: (name) => String(given[name]), widened: origin !== 'tfjs' })
}

interface Settings {
  number(name: string, otherwise: number): number
  word(name: string): string
  readonly widened: boolean
}

type Variance = Extract<Initialiser, { kind: 'variance' }>
const variance =
  (scale: number, mode: Variance['mode'], distribution: Variance['distribution']) =>
  ({ widened }: Settings): Initialiser => ({ kind: 'variance', scale, mode, distribution, widened })

/** Initialisers of Keras, by their names without case and underscores. */
const KNOWN: Readonly<Record<string, (settings: Settings) => Initialiser | undefined>> = {
  zeros: () => zero,
  ones: () => one,
  constant: ({ number }) => ({ kind: 'constant', value: number('value', 0) }),
  randomuniform: ({ number }) => ({
    kind: 'uniform',
    least: number('minval', -0.05),
    most: number('maxval', 0.05),
  }),
  randomnormal: ({ number }) => normalOf(number, false),
  truncatednormal: ({ number }) => normalOf(number, true),
  glorotuniform: variance(1, 'fan_avg', 'uniform'),
  glorotnormal: variance(1, 'fan_avg', 'truncated'),
  heuniform: variance(2, 'fan_in', 'uniform'),
  henormal: variance(2, 'fan_in', 'truncated'),
  lecununiform: variance(1, 'fan_in', 'uniform'),
  lecunnormal: variance(1, 'fan_in', 'truncated'),
  variancescaling: ({ number, word, widened }) => {
    const distribution = DISTRIBUTIONS[word('distribution')]
    const mode = (['fan_in', 'fan_out', 'fan_avg'] as const).find((one) => one === word('mode'))
    return (
      distribution && mode && { kind: 'variance', scale: number('scale', 1), mode, distribution, widened }
    )
  },
}

function normalOf(number: Settings['number'], truncated: boolean): Initialiser {
  return { kind: 'normal', mean: number('mean', 0), sd: number('stddev', 0.05), truncated }
}

/** Keras's `normal` is its `truncated_normal`, and in TensorFlow.js truncated too. */
const DISTRIBUTIONS: Readonly<Record<string, Variance['distribution'] | undefined>> = {
  normal: 'truncated',
  truncated_normal: 'truncated',
  untruncated_normal: 'normal',
  uniform: 'uniform',
}
