import { InputError } from '../../errors.js'
import { readValues } from './layer-calls.js'

type Json = Readonly<Record<string, unknown>>

/**
 * A model's topology with the one of several outputs that gives its class scores.
 *
 * @param topology - JSON of Keras or TensorFlow.js, with or without its `model_config` wrapper
 * @param output - name of the layer that gives it
 * @throws InputError `MODEL_OUTPUT` if there are several and none is named, or none of that name
 */
export function withChosenOutput(topology: object, output: string | undefined): object {
  const wrapped = (topology as Json).model_config as Json | undefined
  const model = wrapped ?? (topology as Json)
  const config = model.config as Json | undefined
  const ends = config?.output_layers
  const outputs = ends == null ? [] : readValues(Object.values(ends as object))
  const names = outputs.map(({ layer }) => layer)
  if (outputs.length < 2) {
    if (output === undefined || outputs.length === 0 || names[0] === output) return topology
    throw new InputError('MODEL_OUTPUT', `there is no output ${output}: the model has one, ${names[0]}`)
  }
  const chosen = outputs.find(({ layer }) => layer === output)
  if (!chosen) {
    const lack = output === undefined ? '' : `there is no output ${output}: `
    throw new InputError(
      'MODEL_OUTPUT',
      `${lack}the model has outputs ${names.slice(0, 20).join(', ')}: --output NAME says which gives the class scores`,
    )
  }
  const only = {
    ...model,
    config: { ...config, output_layers: [[chosen.layer, chosen.call, chosen.output]] },
  }
  return wrapped ? { ...topology, model_config: only } : only
}
