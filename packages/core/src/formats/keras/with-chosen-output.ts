import { chosenOutput } from '../chosen-output.js'
import { readValues, type ValueRef } from './layer-calls.js'

type Json = Readonly<Record<string, unknown>>

/**
 * A model's topology with the one of several outputs that gives its class scores.
 *
 * @param topology - JSON of Keras or TensorFlow.js, with or without its `model_config` wrapper
 * @param output - name of the layer that gives it
 * @throws InputError `MODEL_OUTPUTS` if there are several and none is named, or none of that name
 */
export function withChosenOutput(topology: object, output: string | undefined): object {
  const wrapped = (topology as Json).model_config as Json | undefined
  const model = wrapped ?? (topology as Json)
  const config = model.config as Json | undefined
  const ends = config?.output_layers
  const outputs = ends == null ? lastOf(model) : readValues(Object.values(ends as object))
  if (outputs.length === 0 || (outputs.length === 1 && output === undefined)) return topology
  const chosen = chosenOutput(
    outputs.map((end) => ({ names: [end.layer], ...end })),
    output,
  )
  if (outputs.length === 1) return topology
  const only = {
    ...model,
    config: { ...config, output_layers: [[chosen.layer, chosen.call, chosen.output]] },
  }
  return wrapped ? { ...topology, model_config: only } : only
}

/** The last layer of a Sequential model, which lists no outputs: nothing where its layers are no list, of which its reader says more. */
function lastOf({ class_name, config }: Json): ValueRef[] {
  if (class_name !== 'Sequential') return []
  const layers = Array.isArray(config) ? config : (config as Json | undefined)?.layers
  const last = (Array.isArray(layers) ? layers.at(-1) : undefined) as Json | undefined
  const name = last?.name ?? (last?.config as Json | undefined)?.name
  return typeof name === 'string' ? [{ layer: name, call: 0, output: 0 }] : []
}
