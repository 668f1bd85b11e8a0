import { isNetworkModel, modelSha256, runStudy, type Study, type Task } from '@umbra/core'
import { readOptions } from '@umbra/core/notation'
import { mnist } from './mnist.js'
import { modelOf } from './model.js'
import type { StudyRequest } from './protocol.js'
import { wasmPaths } from './wasm-paths.js'

/** Compares two classes, as the command line does. */
export async function study(request: StudyRequest, task: Task): Promise<Study> {
  const { options, command, modelSource } = request
  task.onProgress?.({ stage: 'fetching the test images', done: 0, total: 1, unit: 'files' })
  const [model, data] = await Promise.all([modelOf(request.model), mnist('test')])
  const training = isNetworkModel(model) ? undefined : model.userDefinedMetadata?.umbra
  const provenance = {
    command,
    model: { sha256: await modelSha256(model), source: modelSource, ...(training && { training }) },
    versions: { browser: navigator.userAgent },
    created: new Date().toISOString(),
  }
  return runStudy(readOptions(options), { model, data, provenance, wasmPaths }, task)
}
