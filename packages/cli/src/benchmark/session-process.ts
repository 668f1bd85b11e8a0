/**
 * A process that does nothing but run one backend for `umbra bench`: what it measures of memory and processor time is the
 * backend's own, and if it crashes, only its row is lost.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { openSession, type SessionRequest, sessionServer } from '@umbra/core/benchmark'

/** One answer for each request, in order. */
export type SessionReply =
  | { readonly answer: unknown }
  | { readonly message: string; readonly code: string | undefined }

const meter = () => {
  const { user, system } = process.cpuUsage()
  return {
    processorMilliseconds: (user + system) / 1000,
    peakBytes: peakBytes(),
  }
}

/** Linux counts what the parent held into a child's resource usage, but not into this file. */
function peakBytes(): number {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))!
    return Number(kilobytes) * 1024
  } catch {
    return process.resourceUsage().maxRSS * 1024
  }
}

const serve = sessionServer((backend, subject) => openSession(backend, subject, { meter, load }))

process.on('message', (request: SessionRequest) => {
  serve(request).then(
    (answer) => reply({ answer }),
    (error: Error & { code?: string }) => reply({ message: error.message, code: error.code }),
  )
})
process.on('disconnect', () => process.exit())

function reply(message: SessionReply): void {
  process.send?.(message)
}

/** A package as the person's own folder has it, or else this installation. */
async function load(name: string): Promise<unknown> {
  for (const from of [join(process.cwd(), 'package.json'), import.meta.url]) {
    const path = resolved(name, from)
    if (path !== undefined) return import(pathToFileURL(path).href)
  }
  return undefined
}

function resolved(name: string, from: string): string | undefined {
  try {
    return createRequire(from).resolve(name)
  } catch {
    return undefined
  }
}
