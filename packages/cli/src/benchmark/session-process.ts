/**
 * A process that does nothing but run one backend for `umbra bench`: what it measures of memory and processor time is the
 * backend's own, and if it crashes, only its row is lost.
 */
import { readFileSync } from 'node:fs'
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

const serve = sessionServer((backend, subject) => openSession(backend, subject, { meter }))

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
