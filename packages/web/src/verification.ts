import { Job } from './job.js'
import { ownModel } from './live-map.js'

export const verifyJob = new Job('verify')

/** Files by their paths below the folder that was brought. */
export type BroughtFiles = ReadonlyMap<string, File>

/** Whether files are of a study's folder, which can be verified: its manifest and its numbers. */
export function isStudyFolder(files: BroughtFiles): boolean {
  return files.has('manifest.json') && files.has('result.json') && files.has('maps.npz')
}

/** What verifying a study says. @throws what was wrong with its files, or its model */
export async function verified(files: BroughtFiles): Promise<string> {
  const sentence = await verifyJob.run({ files, model: ownModel.value?.choice ?? 'reference' })
  if (sentence !== undefined) return sentence
  if (verifyJob.error.value) throw verifyJob.error.value
  return 'The verification was cancelled.'
}
