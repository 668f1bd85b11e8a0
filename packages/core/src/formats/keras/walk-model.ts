import { NetworkSize } from '@umbra/occlusion-wasm'
import { InputError } from '../../errors.js'
import type { ValueRef } from './layer-calls.js'
import { isModel, type LayerJson, type ModelJson, readModel } from './topology.js'

/**
 * What to do with a layer that is no model itself.
 *
 * @param path - names of the models it lies in, outermost first, and its own
 */
export type Visit<V> = (layer: LayerJson, inputs: readonly [V, ...V[]], path: readonly string[]) => V

/**
 * Goes through a model as it is computed, and gives what its last layer gives. Of a functional model, layers are visited as the
 * output comes to need them, once for each time they are called; what does not lead there is left out.
 *
 * @throws InputError `MODEL_TOPOLOGY`, `MODEL_INPUT`, `MODEL_OUTPUT`
 * @throws NetworkError `MODEL_TOO_LARGE` for more layers than a model may have, each counted as often as it is called
 */
export function walkModel<V>(model: ModelJson, input: V, visit: Visit<V>): V {
  const size = new NetworkSize()
  return new Walk(visit, size).model(model, input, [])
}

class Walk<V> {
  readonly #visit: Visit<V>
  readonly #size: NetworkSize

  constructor(visit: Visit<V>, size: NetworkSize) {
    this.#visit = visit
    this.#size = size
  }

  model(model: ModelJson, input: V, around: readonly string[]): V {
    if (model.ends) return this.#functional(model.layers, model.ends, input, around)
    return model.layers.reduce((value, layer) => this.#layer(layer, [value], around), input)
  }

  /** A layer waits on the stack until all that it reads is there: a chain of layers may be long. */
  #functional(
    layers: readonly LayerJson[],
    ends: NonNullable<ModelJson['ends']>,
    input: V,
    around: readonly string[],
  ): V {
    const byName = new Map(layers.map((layer) => [layer.name, layer]))
    const values = new Map<string, { readonly value: V } | 'pending'>()
    values.set(keyOf({ layer: ends.input, call: 0 }), { value: input })
    const waiting: { readonly layer: LayerJson; readonly ref: ValueRef; readonly inputs: V[] }[] = []
    let wanted = ends.output
    for (;;) {
      let found = values.get(keyOf(wanted))
      if (found === 'pending')
        throw new InputError('MODEL_TOPOLOGY', `layer "${wanted.layer}" reads its own output`)
      if (!found) {
        waiting.push({ layer: calledLayer(byName, wanted), ref: wanted, inputs: [] })
        values.set(keyOf(wanted), 'pending')
      }
      // All that is now complete is computed, and given to what waits for it.
      for (;;) {
        const last = waiting.at(-1)
        if (!last) return found!.value
        if (found) last.inputs.push(found.value)
        const { layer, ref, inputs } = last
        const next = layer.calls[ref.call]?.[inputs.length]
        if (next) {
          wanted = next
          break
        }
        waiting.pop()
        found = { value: this.#layer(layer, inputs, around) }
        values.set(keyOf(ref), found)
      }
    }
  }

  #layer(layer: LayerJson, inputs: readonly V[], around: readonly string[]): V {
    const { className, config, name, origin } = layer
    const [input, ...others] = inputs
    if (input === undefined)
      throw new InputError('MODEL_TOPOLOGY', `layer "${name}", inbound_nodes: it reads no layer`)
    this.#size.addLayer(`layer "${name}"`)
    if (className === 'InputLayer') return input
    const path = [...around, name]
    if (!isModel(className)) return this.#visit(layer, [input, ...others], path)
    return this.model(readModel(className, config, origin), input, path)
  }
}

function keyOf({ layer, call }: Pick<ValueRef, 'layer' | 'call'>): string {
  return `${call} ${layer}`
}

function calledLayer(
  byName: ReadonlyMap<string, LayerJson>,
  { layer: name, call, output }: ValueRef,
): LayerJson {
  const layer = byName.get(name)
  if (!layer) throw new InputError('MODEL_TOPOLOGY', `model: no layer is named "${name}"`)
  if (layer.className === 'InputLayer') throw new InputError('MODEL_INPUT', `input "${name}" is a second one`)
  if (call > 0 && call >= layer.calls.length) {
    const got = `layer "${name}" is called ${layer.calls.length} times`
    throw new InputError('MODEL_TOPOLOGY', `model: ${got}, and its call ${call}, counted from 0, is read`)
  }
  if (output === 0) return layer
  throw new InputError(
    'MODEL_OUTPUT',
    `layer "${name}": its output ${output} is read, expected layers of one`,
  )
}
