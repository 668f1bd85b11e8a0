import { InputError } from '../../errors.js'
import { type Constant, constant } from '../graph/value.js'
import type { WeightSpec } from '../keras/artifacts.js'
import { weightBytes, weightValues } from '../keras/quantisation.js'

/** Bytes a graph's constant takes where it is stored: besides floats there are whole numbers and truth values. */
export function constantBytes(spec: WeightSpec): number {
  if (spec.dtype === 'bool') return spec.shape.reduce((product, size) => product * size, 1)
  return weightBytes(asFloat(spec))
}

/** Constants by the names of their nodes. @throws InputError `WEIGHT_NAMED_TWICE`, `WEIGHT_TYPE` */
export function graphConstants(
  specs: readonly WeightSpec[],
  bytes: ArrayBuffer,
): ReadonlyMap<string, Constant> {
  const constants = new Map<string, Constant>()
  let offset = 0
  for (const spec of specs) {
    const end = offset + constantBytes(spec)
    if (constants.has(spec.name))
      throw new InputError('WEIGHT_NAMED_TWICE', `weight ${spec.name} appears twice`)
    constants.set(spec.name, constantOf(spec, bytes.slice(offset, end)))
    offset = end
  }
  return constants
}

function constantOf(spec: WeightSpec, bytes: ArrayBuffer): Constant {
  const { shape, dtype, quantization } = spec
  if (dtype === 'float32') return constant(shape, weightValues(spec, bytes), 'float')
  if (dtype === 'bool') return constant(shape, Float64Array.from(new Uint8Array(bytes)), 'whole')
  const values = quantization ? weightValues(asFloat(spec), bytes).map(Math.round) : new Int32Array(bytes)
  return constant(shape, Float64Array.from(values), 'whole')
}

/** As whole numbers of 32 bits are stored, and quantised, like floats. */
function asFloat(spec: WeightSpec): WeightSpec {
  return spec.dtype === 'int32' ? { ...spec, dtype: 'float32' } : spec
}
