import { InputError } from '../../errors.js'
import type { Hdf5Array, Hdf5Group } from '../hdf5/open-hdf5.js'
import type { ConfigLayer } from './layer-tree.js'
import type { NamedArray } from './named-arrays.js'

/**
 * The weights of `model.weights.h5` in a `.keras` file: each layer's lie in `layers/<its class>_<n>/vars`, numbered in the order in which
 * the layer made them. Keras 2.12 to 2.14 called `layers` `_layer_checkpoint_dependencies`, on Windows with backslashes for slashes.
 *
 * @throws InputError `WEIGHT_MISSING`, `WEIGHT_COUNT`, `LAYER_WEIGHTS_UNKNOWN`
 */
export function weightsOfLayerPaths(
  root: Hdf5Group,
  layers: readonly ConfigLayer[],
  file: string,
): readonly NamedArray[] {
  const shared = new Map<unknown, readonly NamedArray[]>()
  const walk = (
    models: readonly string[],
    path: string,
    layers: readonly ConfigLayer[],
  ): readonly NamedArray[] => {
    const used = new Map<string, number>()
    return layers.flatMap((layer) => {
      const name = uniqueName(snakeCase(layer.className), used)
      const at = `${path}layers/${name}`
      const place = [...models, layer.name]
      if (layer.layers) return walk(place, `${at}/`, layer.layers)
      const own = variablesOf(root, at, layer, file)
      const parameters = parametersOf(layer, own?.length ?? 0)
      if (!own && parameters.length > 0) {
        const elsewhere = layer.sharedId === undefined ? undefined : shared.get(layer.sharedId)
        if (!elsewhere)
          throw new InputError('WEIGHT_MISSING', `${file} has no weights for layer "${layer.name}", at ${at}`)
        return []
      }
      if (own && parameters.length !== own.length) {
        throw new InputError(
          'WEIGHT_COUNT',
          `layer "${layer.name}", of class ${layer.className}: expected ${parameters.length} weights (${parameters.join(', ')}), got ${own.length}, at ${at} in ${file}`,
        )
      }
      const named = (own ?? []).map((array, i) => ({ name: [...place, parameters[i]].join('/'), array }))
      if (layer.sharedId !== undefined && named.length > 0) shared.set(layer.sharedId, named)
      return named
    })
  }
  return walk([], '', layers)
}

/** The numbered variables of a layer in order; undefined where it has no group. */
function variablesOf(
  root: Hdf5Group,
  at: string,
  layer: ConfigLayer,
  file: string,
): readonly Hdf5Array[] | undefined {
  const group = groupAt(root, at)
  if (!group || group.names.length === 0) return undefined
  // Since Keras 3.6 the group says whose it is.
  const owner = group.attribute('name')
  if (owner !== undefined && owner !== layer.name) {
    throw new InputError(
      'WEIGHT_MISSING',
      `${at} in ${file} holds the weights of layer "${String(owner)}", where those of "${layer.name}" should be`,
    )
  }
  return group.names.map((_, i) => {
    const array = group.array(String(i))
    if (!array)
      throw new InputError(
        'WEIGHT_MISSING',
        `${at} in ${file} has no variable ${i}, of ${group.names.length}`,
      )
    return array
  })
}

function groupAt(root: Hdf5Group, at: string): Hdf5Group | undefined {
  const path = `${at}/vars`
  const before = path.replace(/(^|\/)layers(?=\/)/g, '$1_layer_checkpoint_dependencies')
  const backslashes = (each: string) => `${each.replaceAll('/', '\\').slice(0, -5)}/vars`
  for (const each of [path, before, backslashes(path), backslashes(before)]) {
    const group = root.group(each)
    if (group) return group
  }
  return undefined
}

/** As Keras makes a class's name one of a variable: `DepthwiseConv2D` is `depthwise_conv2d`. */
function snakeCase(className: string): string {
  return className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
}

function uniqueName(name: string, used: Map<string, number>): string {
  const before = used.get(name)
  used.set(name, (before ?? -1) + 1)
  return before === undefined ? name : `${name}_${before + 1}`
}

/** What a layer's variables are, in the order in which it makes them. */
function parametersOf(layer: ConfigLayer, found: number): readonly string[] {
  const { className, config } = layer
  const where = (key: string, name: string) => (config[key] === false ? [] : [name])
  const bias = where('use_bias', 'bias')
  switch (className) {
    case 'Dense':
    case 'Conv1D':
    case 'Conv2D':
    case 'Conv3D':
    case 'Conv2DTranspose':
      return ['kernel', ...bias]
    case 'DepthwiseConv2D':
      return ['depthwise_kernel', ...bias]
    case 'SeparableConv2D':
      return ['depthwise_kernel', 'pointwise_kernel', ...bias]
    case 'BatchNormalization':
      return [...where('scale', 'gamma'), ...where('center', 'beta'), 'moving_mean', 'moving_variance']
    case 'LayerNormalization':
      return [
        ...(config.rms_scaling === true
          ? ['gamma']
          : [...where('scale', 'gamma'), ...where('center', 'beta')]),
      ]
    case 'GroupNormalization':
      return [...where('scale', 'gamma'), ...where('center', 'beta')]
    case 'PReLU':
      return ['alpha']
    case 'Normalization':
      return config.mean == null ? ['mean', 'variance', 'count'] : []
    case 'Embedding':
      return ['embeddings']
    default:
      if (found === 0) return []
      throw new InputError(
        'LAYER_WEIGHTS_UNKNOWN',
        `layer "${layer.name}", of class ${className}, has ${found} weights, which a .keras file does not name and Umbra does not know; save the model as .h5`,
      )
  }
}
