import { openZip } from '../../arrays/unzip.js'
import { InputError } from '../../errors.js'
import { type Hdf5Group, openHdf5 } from '../hdf5/open-hdf5.js'
import { withChosenOutput } from '../keras/with-chosen-output.js'
import type { ReadArtifacts } from '../model.js'
import { readModelJson } from '../read-model-json.js'
import { isHdf5 } from '../signatures.js'
import { weightsOfLayerGroups } from './layer-groups.js'
import { weightsOfLayerPaths } from './layer-paths.js'
import { type ConfigLayer, layerTree } from './layer-tree.js'
import { joinedWeights } from './named-arrays.js'
import { withoutOpLambdas } from './op-lambdas.js'

/** Largest unpacked archive: as large as a file that is read. */
const LARGEST = 2 ** 30

/** Configuration and weights of a model in one ZIP, as Keras 3 saves it. */
const CONFIG = 'config.json'
const WEIGHTS = 'model.weights.h5'

type ReadBeside = (path: string) => Promise<Uint8Array | undefined>

/**
 * Reads a model that Keras saved: an HDF5 file (`.h5`) of Keras 2 or 3, or a `.keras` file. An HDF5 file of weights alone needs the model's
 * JSON (`model.to_json()`, or the `config.json` of an unpacked `.keras` file) beside it.
 *
 * @param bytes - of the file, which begins as HDF5 or ZIP does
 * @param name - of the file
 * @param output - of several, the one that gives the class scores
 * @throws InputError `MODEL_OUTPUT`, `MODEL_OUTPUTS`, `HDF5_CORRUPT`, `HDF5_UNSUPPORTED`, those of a ZIP archive, `MODEL_FORMAT`, `KERAS_WEIGHTS_ONLY`, `MODEL_NOT_JSON`, `JSON_TOO_DEEP`, `MODEL_TOPOLOGY`, `LAYER_CODE`,
 *   `LAYER_WEIGHTS_UNKNOWN`, `WEIGHT_MISSING`, `WEIGHT_COUNT`, `WEIGHT_NAMED_TWICE`, `WEIGHTS_NOT_FINITE`, `MODEL_TOO_LARGE`
 */
export async function readKerasFile(
  bytes: Uint8Array,
  name: string,
  readBeside: ReadBeside,
  output?: string,
): Promise<ReadArtifacts> {
  const read = isHdf5(bytes) ? await readHdf5(bytes, name, readBeside) : readKerasZip(bytes, name)
  const modelTopology = withChosenOutput(read.artifacts.modelTopology, output)
  return { ...read, artifacts: { ...read.artifacts, modelTopology } }
}

async function readHdf5(bytes: Uint8Array, name: string, readBeside: ReadBeside): Promise<ReadArtifacts> {
  const root = openHdf5(bytes, name)
  const config = root.attribute('model_config')
  if (config === undefined) return readWeightsFile(root, name, readBeside)
  const weights = root.group('model_weights')
  if (typeof config !== 'string' || !weights) {
    throw new InputError(
      'MODEL_FORMAT',
      `${name} is HDF5 and no whole Keras model: it has no group model_weights`,
    )
  }
  const version = root.attribute('keras_version') ?? weights.attribute('keras_version')
  return modelOf(
    { json: readModelJson(config, `model_config of ${name}`), version, kind: 'Keras HDF5 file' },
    (layers) => weightsOfLayerGroups(weights, layers, name),
    name,
  )
}

/** Layers from a file beside it, weights by layer group or, as Keras 3 has them, by path. */
async function readWeightsFile(
  root: Hdf5Group,
  name: string,
  readBeside: ReadBeside,
): Promise<ReadArtifacts> {
  const byPath = root.names.some((group) => /^(layers|_layer_checkpoint_dependencies)(\\|$)/.test(group))
  const byGroup = root.attribute('layer_names') !== undefined || root.attribute('layer_names0') !== undefined
  if (!byPath && !byGroup) {
    const holds = root.names.slice(0, 4).join(', ')
    throw new InputError(
      'MODEL_FORMAT',
      `${name} is HDF5 and no Keras model: it has no model_config${holds && `, but ${holds}${root.names.length > 4 ? ' …' : ''}`}`,
    )
  }
  const stem = name.replace(/(\.weights)?\.(h5|hdf5)$/i, '')
  for (const beside of new Set([`${stem}.json`, CONFIG, 'model.json', 'architecture.json'])) {
    const bytes = await readBeside(beside)
    const json = bytes && readModelJson(bytes, beside)
    if (!isConfig(json)) continue
    return modelOf(
      {
        json,
        version: root.attribute('keras_version') ?? json.keras_version ?? (await versionBeside(readBeside)),
        kind: `Keras weights with the layers of ${beside}`,
      },
      (layers) => (byGroup ? weightsOfLayerGroups : weightsOfLayerPaths)(root, layers, name),
      name,
    )
  }
  throw new InputError(
    'KERAS_WEIGHTS_ONLY',
    `${name} holds weights without their layers (save_weights): put the model's JSON, model.to_json(), beside it as ${stem}.json, or save the whole model with model.save("model.keras")`,
  )
}

async function versionBeside(readBeside: ReadBeside): Promise<unknown> {
  const bytes = await readBeside('metadata.json')
  return bytes && (readModelJson(bytes, 'metadata.json') as { keras_version?: unknown } | null)?.keras_version
}

function readKerasZip(bytes: Uint8Array, name: string): ReadArtifacts {
  const zip = openZip(bytes, name, LARGEST)
  // A zipped folder has its name in front of all.
  const config =
    zip.names.find((file) => file === CONFIG) ?? zip.names.find((file) => file.endsWith(`/${CONFIG}`))
  const folder = config?.slice(0, -CONFIG.length)
  if (config === undefined || !zip.names.includes(`${folder}${WEIGHTS}`)) {
    const other = zip.names.find((file) => /model\.weights\.(npz|json)$/.test(file))
    throw new InputError(
      'MODEL_FORMAT',
      `${name} is no Keras file that is read here: expected ${CONFIG} and ${WEIGHTS} in it${other ? `, got ${other}; save it by model.save("model.keras")` : ''}`,
    )
  }
  const json = (file: string) => readModelJson(zip.unpack(`${folder}${file}`), `${file} in ${name}`)
  const metadata = zip.names.includes(`${folder}metadata.json`) ? json('metadata.json') : undefined
  const version = (metadata as { keras_version?: unknown } | null | undefined)?.keras_version
  const inside = `${WEIGHTS} in ${name}`
  return modelOf(
    { json: json(CONFIG), version, kind: 'Keras file' },
    (layers) => weightsOfLayerPaths(openHdf5(zip.unpack(`${folder}${WEIGHTS}`), inside), layers, inside),
    name,
  )
}

interface Described {
  readonly json: unknown
  readonly version: unknown
  readonly kind: string
}

function modelOf(
  { json, version, kind }: Described,
  weightsOf: (layers: readonly ConfigLayer[]) => Parameters<typeof joinedWeights>[0],
  name: string,
): ReadArtifacts {
  const written = typeof version === 'string' ? version : undefined
  if (written?.startsWith('1.')) {
    throw new InputError(
      'MODEL_FORMAT',
      `${name} was written by Keras ${written}, whose layers had other names; load it in Keras 2 and save it again`,
    )
  }
  const layers = layerTree(json)
  const { rounded, ...weights } = joinedWeights(weightsOf(layers))
  const { class_name, config } = withoutOpLambdas(json as object) as { class_name: unknown; config: unknown }
  const modelTopology = { ...(written && { keras_version: written }), model_config: { class_name, config } }
  const half = halfPrecision(layers)
  return {
    artifacts: { modelTopology, ...weights },
    format: `${kind}${written ? `, written by Keras ${written}` : ''}`,
    told: {},
    notes: [
      ...(rounded > 0 ? [`${rounded} weights of float64 are rounded to float32`] : []),
      ...(half ? [`its layers say ${half}; all is computed in float32`] : []),
    ],
  }
}

/** The name of a policy by which layers compute in half precision. */
function halfPrecision(layers: readonly ConfigLayer[]): string | undefined {
  for (const { config, layers: inner } of layers) {
    const { dtype } = config as { dtype?: { config?: { name?: unknown } } | string }
    const policy = String(typeof dtype === 'object' ? dtype?.config?.name : dtype)
    const half = /16/.test(policy) ? policy : halfPrecision(inner ?? [])
    if (half) return half
  }
  return undefined
}

function isConfig(json: unknown): json is { class_name: unknown; config: unknown; keras_version?: unknown } {
  return typeof json === 'object' && json !== null && 'class_name' in json && 'config' in json
}
