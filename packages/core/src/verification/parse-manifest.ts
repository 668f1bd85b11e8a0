import { InputError } from '../errors.js'
import { parseDocument } from '../json/parse-document.js'
import * as z from '../json/zod.js'
import { isSealedJson } from '../seal.js'

const hash = z.string().check(z.regex(/^[0-9a-f]{64}$/))

/** A path in the folder or below it: a manifest comes from anywhere, and must not have others read. */
const below = z.string().check(
  z.maxLength(1024),
  z.refine(
    (name) => !name.includes('\0') && name.split(/[/\\]/).every((part) => !['', '.', '..'].includes(part)),
    'expected a path below the folder',
  ),
)

const count = z.int().check(z.minimum(0))

const manifestSchema = z.looseObject({
  schema: z.literal('umbra.manifest/1'),
  umbra: z.string(),
  command: z.string(),
  created: z.optional(z.string()),
  versions: z.optional(z.record(z.string(), z.string())),
  config: z.looseObject({}),
  model: z.optional(z.looseObject({ sha256: z.string(), source: z.string() })),
  data: z.optional(
    z.looseObject({ name: z.string(), sha256: z.looseObject({ images: z.string(), labels: z.string() }) }),
  ),
  engine: z.looseObject({ name: z.optional(z.string()), variant: z.optional(z.string()) }),
  /** Of explained images, in order. */
  images: z.optional(z.array(z.looseObject({ name: z.string(), sha256: hash }))),
  files: z.array(z.looseObject({ name: below, bytes: count, sha256: hash })).check(z.minLength(1)),
})

export type Manifest = z.output<typeof manifestSchema>

/**
 * Reads the manifest.json of a result, and makes sure that no bit of it is another than was written. One from before manifests were
 * sealed says nothing of that.
 *
 * @param name - what to call it in an error
 * @throws InputError MANIFEST_FORMAT; FILE_DAMAGED where its seal does not fit
 */
export async function parseManifest(
  bytes: Uint8Array,
  name: string,
): Promise<Manifest & { readonly sealed: boolean }> {
  const sealed = await isSealedJson(bytes)
  // Before seals the list of files came last.
  if (!sealed && !endsInFiles(bytes)) {
    throw new InputError('FILE_DAMAGED', `${name} is not as it was written: its seal does not fit`)
  }
  const about = { format: 'umbra.manifest/1', name, code: 'MANIFEST_FORMAT' }
  return { ...parseDocument<Manifest>(bytes, manifestSchema, about), sealed }
}

const UNSEALED_END = '  ]\n}\n'

function endsInFiles(bytes: Uint8Array): boolean {
  return new TextDecoder().decode(bytes.subarray(-UNSEALED_END.length)) === UNSEALED_END
}
