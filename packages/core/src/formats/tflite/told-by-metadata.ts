import { openZip } from '../../arrays/unzip.js'
import { type ModelSettingsInput, modelSettingsSchema } from '../../network/model-settings.js'
import { FlatTable } from './flat-table.js'
import type { TfliteFile, TfliteTensor } from './tflite-file.js'

/** Bytes of labels: a thousand classes take some twenty thousand. */
const MOST_BYTES = 2 ** 24
/** Kind of an associated file that names what lies along an axis of an output: `TENSOR_AXIS_LABELS`. */
const AXIS_LABELS = 2
/** Kind of a step before the model: `NormalizationOptions`. */
const NORMALISATION = 1

interface Told {
  readonly settings: ModelSettingsInput
  readonly notes: readonly string[]
}

/**
 * What a model's metadata (metadata_schema.fbs) tells of its images and classes: (pixel − mean) / std of pixels of 0 … 255, and
 * labels in a ZIP archive behind the FlatBuffer.
 *
 * @param classes - how many scores the model gives; undefined where it could not be read
 * @throws InputError `MODEL_FORMAT` for damaged metadata, `ZIP_CORRUPT` for a damaged archive
 */
export function toldByMetadata(
  file: TfliteFile,
  bytes: Uint8Array,
  input: TfliteTensor,
  output: TfliteTensor,
  classes: number | undefined,
): Told {
  if (!file.metadata || file.metadata.length === 0) return { settings: {}, notes: [] }
  const [graph] = FlatTable.root(file.metadata).tables(3)
  const inputs = graph?.tables(2)[file.inputs.indexOf(input.index)]
  const outputs = graph?.tables(3)[file.outputs.indexOf(output.index)]
  const [normal, named] = [normalisation(inputs), labels(outputs, bytes, classes)]
  return { settings: { ...normal.settings, ...named.settings }, notes: [...normal.notes, ...named.notes] }
}

function normalisation(input: FlatTable | undefined): Told {
  const step = input
    ?.tables(4)
    .find((unit) => unit.byte(0) === NORMALISATION)
    ?.table(1)
  const [means, stds] = [step?.floats(0) ?? [], step?.floats(1) ?? []]
  if (means.length === 0 || stds.length === 0) return { settings: {}, notes: [] }
  const one = (values: readonly number[]) => (values.every((v) => v === values[0]) ? values[0]! : values)
  const parsed = modelSettingsSchema.safeParse({ scale: 255, mean: one(means), std: one(stds) })
  if (parsed.success) return { settings: parsed.data, notes: [] }
  return {
    settings: {},
    notes: ['the normalisation in its metadata makes no sense, and is left out: --mean and --std set it'],
  }
}

function labels(output: FlatTable | undefined, bytes: Uint8Array, classes: number | undefined): Told {
  const files = output?.tables(6).filter((associated) => associated.byte(2) === AXIS_LABELS) ?? []
  // Translations of the same labels name their language.
  const name = (files.find((associated) => !associated.text(3)) ?? files[0])?.text(0)
  if (!name || classes === undefined) return { settings: {}, notes: [] }
  const text = new TextDecoder().decode(
    openZip(bytes, 'the archive behind the model', MOST_BYTES).unpack(name),
  )
  const lines = text.split(/\r?\n/).map((line) => line.trim())
  while (lines.at(-1) === '') lines.pop()
  const wanted = classes === 1 ? 2 : classes
  const parsed = modelSettingsSchema.safeParse({ classNames: distinct(lines) })
  if (lines.length === wanted && parsed.success) return { settings: parsed.data, notes: [] }
  const why =
    lines.length === wanted ? 'cannot be class names' : `are ${lines.length}, and there are ${wanted} classes`
  return {
    settings: {},
    notes: [`the labels in its metadata, ${name.slice(0, 100)}, ${why}: --class-names sets them`],
  }
}

/** Names that several classes have get the number of the class. */
function distinct(names: readonly string[]): string[] {
  const count = new Map<string, number>()
  for (const name of names) count.set(name, (count.get(name) ?? 0) + 1)
  return names.map((name, index) =>
    name === '' || count.get(name)! > 1 ? `${name} (${index})`.trim() : name,
  )
}
