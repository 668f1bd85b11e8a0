import {
  checkStudy,
  createExplainer,
  type Difference,
  type Explainer,
  InputError,
  type Manifest,
  modelSha256,
  parseManifest,
  parseOptions,
  parseRecorded,
  sha256,
  studyConfigSchema,
  type Task,
  verificationSentence,
} from '@umbra/core'
import { StudioError } from '../studio-error.js'
import { overData } from './explain.js'
import { modelOf } from './model.js'
import type { VerifyRequest } from './protocol.js'
import { wasmPaths } from './wasm-paths.js'

/** A tenth of the images is computed again. */
const PART = { share: 0.1, seed: 0 }

/** Checks the files of a study that were brought, computes a part of its images again, and says what was found. */
export async function verify({ files, model }: VerifyRequest, task: Task): Promise<string> {
  const bytesOf = async (path: string) => {
    const file = files.get(path)
    if (file) return new Uint8Array(await file.arrayBuffer())
    throw new StudioError(
      'VERIFY_FILES',
      `${path} is not among the files: expected manifest.json, result.json, maps.npz and samples.csv`,
    )
  }
  const manifest = await parseManifest(await bytesOf('manifest.json'), 'manifest.json')
  const brought = manifest.files.filter(({ name }) => files.has(name))
  const differences = await differencesOf(brought, bytesOf, task)
  if (differences.length > 0) {
    return verificationSentence({ images: 0, of: 0, differences, differing: differences.length, largest: 0 })
  }
  const { config, provenance } = parseRecorded(await bytesOf('result.json'), 'result.json')
  if (/relaxed/.test(provenance.engine.variant) || provenance.engine.name !== 'incremental') {
    throw new StudioError(
      'VERIFY_OTHER_BITS',
      `the result was computed with ${provenance.engine.variant}, whose bits are not those of every machine`,
    )
  }
  const explainer = await explainerOf(model, provenance.model)
  try {
    const study = parseOptions(studyConfigSchema, config)
    const written = {
      config: study,
      dataName: provenance.data.name,
      maps: await bytesOf('maps.npz'),
      samples: new TextDecoder().decode(await bytesOf('samples.csv')),
    }
    const baseline = await overData(study.baseline, explainer.inputShape)
    const checked = await checkStudy(written, explainer, { baseline }, PART, task)
    return verificationSentence(checked, { sealed: brought.length, seed: PART.seed })
  } finally {
    explainer.dispose()
  }
}

async function differencesOf(
  files: Manifest['files'],
  bytesOf: (path: string) => Promise<Uint8Array>,
  { signal, onProgress }: Task,
): Promise<Difference[]> {
  const differences: Difference[] = []
  for (const [i, { name, sha256: written }] of files.entries()) {
    signal?.throwIfAborted()
    onProgress?.({ stage: 'checking files', done: i, total: files.length, unit: 'files' })
    const now = await sha256(await bytesOf(name))
    if (now === written) continue
    const what = `its SHA-256 is ${now.slice(0, 12)}…, ${written.slice(0, 12)}… when it was written`
    differences.push({ file: name, what })
  }
  return differences
}

/** Of the model in use, or else the reference model, where it is the result's. */
async function explainerOf(
  choice: VerifyRequest['model'],
  recorded: { readonly sha256: string; readonly source: string } | undefined,
): Promise<Explainer> {
  for (const each of new Set([choice, 'reference'] as const)) {
    const model = await modelOf(each)
    if ((await modelSha256(model)) === recorded?.sha256) return createExplainer(model, { wasmPaths })
  }
  throw new InputError(
    'VERIFY_MODEL',
    `the result is of another model (${recorded?.source}): open it first, then drop the result again`,
  )
}
