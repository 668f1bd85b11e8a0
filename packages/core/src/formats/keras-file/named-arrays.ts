import { allFinite } from '../../all-finite.js'
import { elementCount } from '../../arrays/numeric-array.js'
import { InputError } from '../../errors.js'
import type { Hdf5Array } from '../hdf5/open-hdf5.js'
import type { ModelArtifacts } from '../keras/artifacts.js'

/** A weight in a file, under the name that layers look for it: `model/layer/kernel`. */
export interface NamedArray {
  readonly name: string
  readonly array: Hdf5Array
}

/** Most bytes of weights: what the kernels' memory holds. */
const MOST_BYTES = 2 ** 31

/** Longest name of a weight. */
const LONGEST_NAME = 1000

/**
 * Weights as one piece of float32. Whole numbers, as counts and random states are, are no weights, and left out.
 *
 * @returns with how many values had more than 24 bits of precision
 * @throws InputError `MODEL_TOO_LARGE`, `WEIGHT_NAMED_TWICE`, `WEIGHTS_NOT_FINITE`, and what reading an array throws
 */
export function joinedWeights(
  arrays: readonly NamedArray[],
): Pick<ModelArtifacts, 'weightSpecs' | 'weightData'> & { readonly rounded: number } {
  const names = new Set<string>()
  let total = 0
  for (const { name, array } of arrays) {
    if (names.has(name)) throw new InputError('WEIGHT_NAMED_TWICE', `weight ${name} appears twice`)
    if (name.length > LONGEST_NAME)
      throw new InputError('MODEL_FORMAT', `a weight's name has ${name.length} characters`)
    names.add(name)
    total += Math.max(4 * elementCount(array.shape), array.byteLength)
    if (!(total <= MOST_BYTES)) throw new InputError('MODEL_TOO_LARGE', 'its weights take more than 2 GiB')
  }
  const kept = arrays.filter(({ array }) => !array.isWhole)
  const whole = new Float32Array(kept.reduce((sum, { array }) => sum + elementCount(array.shape), 0))
  let offset = 0
  let rounded = 0
  for (const { name, array } of kept) {
    const values = array.read()
    if (values.type === 'f8') rounded += values.data.length
    whole.set(values.data, offset)
    requireFinite(name, whole.subarray(offset, offset + values.data.length))
    offset += values.data.length
  }
  const weightSpecs = kept.map(({ name, array: { shape } }) => ({ name, shape, dtype: 'float32' }))
  return { weightSpecs, weightData: whole.buffer, rounded }
}

function requireFinite(name: string, values: Float32Array): void {
  if (allFinite(values)) return
  const bad = values.findIndex((value) => !Number.isFinite(value))
  throw new InputError('WEIGHTS_NOT_FINITE', `weight ${name}: element ${bad} is ${values[bad]}`)
}
