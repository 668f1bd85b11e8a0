import { type NumericArray, openNpz, parseSafetensors } from '../../arrays/index.js'
import { InputError } from '../../errors.js'
import { chosenOutput } from '../chosen-output.js'
import type { ReadModel, ReadOptions } from '../model.js'
import { requireBelow } from '../require-below.js'
import { nameOf, networkFileNetwork } from './network-file-network.js'
import { networkFileSchema } from './schema.js'

/**
 * Reads a network file (docs/models.md), network.json, with the weights it names.
 *
 * @param json - what the file parses to
 * @throws InputError NETWORK_FORMAT, MODEL_OUTPUTS, SHARD_PATH_UNSAFE, SHARD_MISSING, WEIGHTS_FORMAT, and all that `networkFileNetwork`,
 *   `openNpz` and `parseSafetensors` throw
 */
export async function readNetworkFile(
  json: unknown,
  { readBeside, output }: ReadOptions,
): Promise<ReadModel> {
  const parsed = networkFileSchema.safeParse(json)
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!
    throw new InputError(
      'NETWORK_FORMAT',
      `network.json${path.length ? `, ${path.join('.')}` : ''}: ${message}`,
    )
  }
  const { weights: path, layers } = parsed.data
  chosenOutput([{ names: [nameOf(layers.at(-1)!, layers.length - 1)] }], output)
  requireBelow(path, 'network.json, weights')
  const bytes = await readBeside(path)
  if (!bytes)
    throw new InputError('SHARD_MISSING', `the weight file ${path}, named in network.json, cannot be read`)
  const { network, probabilities } = networkFileNetwork(parsed.data, tensorsOf(bytes, path))
  const { scale, mean, std, channelOrder, classNames, head } = parsed.data
  const given = Object.entries({ scale, mean, std, channelOrder, classNames, head }).filter(
    ([, v]) => v !== undefined,
  )
  return {
    format: 'network.json',
    inputShape: parsed.data.input,
    network,
    probabilities,
    told: Object.fromEntries(given),
    notes: [],
  }
}

function tensorsOf(bytes: Uint8Array, path: string): ReadonlyMap<string, NumericArray> {
  if (path.endsWith('.npz')) return tensorsOfNpz(bytes, path)
  if (path.endsWith('.safetensors')) return parseSafetensors(bytes, path)
  throw new InputError('WEIGHTS_FORMAT', `${path}: expected a weight file called *.safetensors or *.npz`)
}

/** Arrays of numbers, each unpacked once its values are asked for: of shapes that fit no layer none is. */
function tensorsOfNpz(bytes: Uint8Array, path: string): ReadonlyMap<string, NumericArray> {
  const archive = openNpz(bytes, path)
  const tensors = new Map<string, NumericArray>()
  for (const name of archive.names) {
    const header = numbersIn(archive, name)
    if (!header) continue
    tensors.set(name, {
      ...header,
      get data() {
        return archive.array(name).data
      },
    })
  }
  return tensors
}

/** Text, objects and the like are no weights. */
function numbersIn(archive: ReturnType<typeof openNpz>, name: string) {
  try {
    return archive.header(name)
  } catch (error) {
    if (error instanceof InputError && error.code === 'NPY_TYPE') return undefined
    throw error
  }
}
