import { type NumericArray, openNpz, parseSafetensors } from '../../arrays/index.js'
import { InputError } from '../../errors.js'
import type { ModelSettingsInput } from '../../network/model-settings.js'
import type { ModelArtifacts } from '../keras/artifacts.js'
import { requireBelow } from '../require-below.js'
import { networkFileArtifacts } from './network-file-artifacts.js'
import { networkFileSchema } from './schema.js'

/**
 * Reads a network file (docs/models.md), network.json, with the weights it names.
 *
 * @param json - what the file parses to
 * @param readFile - yields the bytes of the weight file; undefined if there is none
 * @throws InputError NETWORK_FORMAT, SHARD_PATH_UNSAFE, SHARD_MISSING, WEIGHTS_FORMAT, and all that `networkFileArtifacts`,
 *   `openNpz` and `parseSafetensors` throw
 */
export async function parseNetworkFile(
  json: unknown,
  readFile: (path: string) => Promise<Uint8Array | undefined>,
): Promise<{ readonly artifacts: ModelArtifacts; readonly settings: ModelSettingsInput }> {
  const parsed = networkFileSchema.safeParse(json)
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!
    throw new InputError(
      'NETWORK_FORMAT',
      `network.json${path.length ? `, ${path.join('.')}` : ''}: ${message}`,
    )
  }
  const { weights: path } = parsed.data
  requireBelow(path, 'network.json, weights')
  const bytes = await readFile(path)
  if (!bytes)
    throw new InputError('SHARD_MISSING', `the weight file ${path}, named in network.json, cannot be read`)
  const artifacts = networkFileArtifacts(parsed.data, tensorsOf(bytes, path))
  const { scale, mean, std, channelOrder, classNames, head } = parsed.data
  const given = Object.entries({ scale, mean, std, channelOrder, classNames, head }).filter(
    ([, v]) => v !== undefined,
  )
  return { artifacts, settings: Object.fromEntries(given) }
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
