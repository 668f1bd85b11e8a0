// Preloaded by a test: appends the address of every module that Node loads to the file named by MODULE_LOG.
import { appendFileSync } from 'node:fs'
import { register } from 'node:module'
import { isMainThread } from 'node:worker_threads'

if (isMainThread) register(import.meta.url)

export async function load(url, context, nextLoad) {
  if (url.startsWith('file:')) appendFileSync(process.env.MODULE_LOG, `${url}\n`)
  return nextLoad(url, context)
}
