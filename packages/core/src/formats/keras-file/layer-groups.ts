import { InputError } from '../../errors.js'
import type { Hdf5Group } from '../hdf5/open-hdf5.js'
import type { ConfigLayer } from './layer-tree.js'
import type { NamedArray } from './named-arrays.js'

/**
 * The weights of an HDF5 file of Keras 1, 2 or 3 as `model.save('….h5')` writes it: a group for each layer of the model, with the
 * names of its weights in order; those of a model within the model all stand in that model's group.
 *
 * @param weights - the group `model_weights`, or the root of a file of weights alone
 * @throws InputError `WEIGHT_MISSING`, `MODEL_FORMAT`
 */
export function weightsOfLayerGroups(
  weights: Hdf5Group,
  layers: readonly ConfigLayer[],
  file: string,
): readonly NamedArray[] {
  const byName = new Map(layers.map((layer) => [layer.name, layer]))
  return namesIn(weights, 'layer_names', file).flatMap((layerName) => {
    const group = weights.group(layerName)
    if (!group)
      throw new InputError('WEIGHT_MISSING', `${file} names layer "${layerName}" and has no group for it`)
    const layer = byName.get(layerName)
    const leaves = layer?.layers ? leavesOf(layer) : []
    const stored = namesIn(group, 'weight_names', file)
    const plain = stored.map((name) => name.replace(/:0$/, ''))
    const parameters = plain.map((name) => name.slice(name.lastIndexOf('/') + 1))
    const differ = new Set(parameters).size === parameters.length
    return stored.map((name, i) => {
      const array = group.array(name)
      if (!array) throw new InputError('WEIGHT_MISSING', `${file} names weight ${name} and does not have it`)
      // A layer's own name may have changed since its weights were named.
      if (!layer?.layers && differ) return { name: `${layerName}/${parameters[i]}`, array }
      return { name: `${layerName}/${pathIn(leaves, plain[i]!, parameters[i]!) ?? plain[i]!}`, array }
    })
  })
}

/** A list of names in an attribute, or in several where one would be too long: `weight_names0`, `weight_names1` … */
function namesIn(group: Hdf5Group, attribute: string, file: string): readonly string[] {
  const whole = group.attribute(attribute)
  if (whole !== undefined) return textsOf(whole, attribute, file)
  const names: string[] = []
  for (let part = 0; ; part++) {
    const more = group.attribute(`${attribute}${part}`)
    if (more === undefined) return names
    names.push(...textsOf(more, attribute, file))
  }
}

function textsOf(value: unknown, attribute: string, file: string): readonly string[] {
  const list = [value].flat()
  if (list.every((name) => typeof name === 'string')) return list
  throw new InputError('MODEL_FORMAT', `${file}, ${attribute}: expected names, got numbers`)
}

interface Leaf {
  readonly name: string
  /** Names of the models around it within the outermost, and its own, with slashes. */
  readonly path: string
}

function leavesOf({ layers = [] }: ConfigLayer): readonly Leaf[] {
  return layers.flatMap((layer) =>
    layer.layers
      ? leavesOf(layer).map(({ name, path }) => ({ name, path: `${layer.name}/${path}` }))
      : [{ name: layer.name, path: layer.name }],
  )
}

/** Where in a model a weight belongs: to the one layer whose name its own ends with, but for the parameter's. */
function pathIn(leaves: readonly Leaf[], name: string, parameter: string): string | undefined {
  const owner = name.slice(0, -parameter.length - 1)
  const fitting = leaves.filter(({ name, path }) =>
    [name, path].some((end) => owner === end || owner.endsWith(`/${end}`)),
  )
  const longest = Math.max(...fitting.map(({ name }) => name.length))
  const found = fitting.filter(({ name }) => name.length === longest)
  if (found.length === 1) return `${found[0]!.path}/${parameter}`
  const exact = found.filter(({ path }) => owner === path || owner.endsWith(`/${path}`))
  return exact.length === 1 ? `${exact[0]!.path}/${parameter}` : undefined
}
