import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import {
  type Backend,
  type BenchmarkSession,
  type BenchmarkSubject,
  type ReferenceBackend,
  remoteSession,
  type SessionAnswer,
} from '@umbra/core/benchmark'
import type { SessionReply } from './session-process.js'

const SCRIPT = fileURLToPath(new URL('./session-process.js', import.meta.url))

/** Starts a backend in a process of its own. */
export function processSession(
  backend: Backend | ReferenceBackend,
  subject: BenchmarkSubject,
): Promise<BenchmarkSession> {
  // Libraries that print do so on stderr, where they can disturb no result; nobody wants to read it.
  const child = fork(SCRIPT, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
  const ask = asker<SessionReply>(child, (listener) => child.on('message', listener))
  return remoteSession(
    backend,
    subject,
    async (request) => {
      const reply = await ask(() => child.send(request))
      if ('answer' in reply) return reply.answer as SessionAnswer
      throw Object.assign(new Error(reply.message), { code: reply.code })
    },
    () => child.kill('SIGKILL'),
  )
}

/**
 * Pairs questions to a process with its answers, which come in order. If it dies, questions asked and still to be asked reject.
 *
 * @param listen - calls back with each answer
 */
export function asker<Answer>(
  child: ChildProcess,
  listen: (listener: (answer: Answer) => void) => void,
): (send: () => void) => Promise<Answer> {
  const waiting: { resolve(answer: Answer): void; reject(error: Error): void }[] = []
  let death: Error | undefined
  const die = (reason: string) => {
    death ??= Object.assign(new Error(`its process ended: ${reason}`), { code: 'PROCESS_ENDED' })
    for (const { reject } of waiting.splice(0)) reject(death)
  }
  listen((answer) => waiting.shift()?.resolve(answer))
  child.on('error', ({ message }) => die(message))
  child.on('exit', (code, signal) => die(signal ?? `exit code ${code}`))
  return (send) =>
    new Promise((resolve, reject) => {
      if (death) return reject(death)
      waiting.push({ resolve, reject })
      send()
    })
}
