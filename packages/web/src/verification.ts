import { Job } from './job.js'
import { ownModel } from './live-map.js'

export const verifyJob = new Job('verify')

/** Files by their paths below the folder that was brought. */
export type BroughtFiles = ReadonlyMap<string, File>

/** Whether files are of a study's folder, which can be verified: its manifest and its numbers. */
export function isStudyFolder(files: BroughtFiles): boolean {
  return files.has('manifest.json') && files.has('result.json') && files.has('maps.npz')
}

/** The document of a folder of explained images; undefined where files are of none. */
export function explanationsIn(files: BroughtFiles): string | undefined {
  if (!files.has('manifest.json')) return undefined
  return ['explanation.json', 'explanations.json'].find((name) => files.has(name))
}

/**
 * What verifying a result says.
 *
 * @param explanations - the document of explained images among the files, where they are no study's
 * @throws what was wrong with its files, or its model
 */
export async function verified(files: BroughtFiles, explanations?: string): Promise<string> {
  const sentence = await verifyJob.run({ files, explanations, model: ownModel.value?.choice ?? 'reference' })
  if (sentence !== undefined) return sentence
  // Another has begun, which will tell of itself.
  if (verifyJob.running.peek()) return ''
  if (verifyJob.error.value) throw verifyJob.error.value
  return 'The verification was cancelled.'
}
