import {
  checkStudy,
  parseManifest,
  parseOptions,
  parseRecorded,
  studyConfigSchema,
  type Task,
  verificationSentence,
} from '@umbra/core'
import { overData } from './explain.js'
import type { VerifyRequest } from './protocol.js'
import {
  broughtOf,
  bytesIn,
  changedIn,
  explainerOf,
  type Files,
  PART,
  requireSameBits,
} from './verified-files.js'

/** Checks the files of a study that were brought, computes a part of its images again, and says what was found. */
export async function verifyStudy(files: Files, model: VerifyRequest['model'], task: Task): Promise<string> {
  const bytesOf = (path: string) =>
    bytesIn(files, path, 'manifest.json, result.json, maps.npz and samples.csv')
  const manifest = await parseManifest(await bytesOf('manifest.json'), 'manifest.json')
  const brought = broughtOf(manifest, files)
  const differences = await changedIn(brought, files, task)
  if (differences.length > 0) {
    return verificationSentence({ images: 0, of: 0, differences, differing: differences.length, largest: 0 })
  }
  const { config, provenance } = parseRecorded(await bytesOf('result.json'), 'result.json')
  requireSameBits(provenance.engine)
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
