import type { Task } from '@umbra/core'
import type { VerifyRequest } from './protocol.js'
import { verifyExplanations } from './verify-explanations.js'
import { verifyStudy } from './verify-study.js'

/** Checks the files of a result that were brought, computes a part of its images again, and says what was found. */
export function verify({ files, model, explanations }: VerifyRequest, task: Task): Promise<string> {
  return explanations === undefined
    ? verifyStudy(files, model, task)
    : verifyExplanations(files, explanations, model, task)
}
