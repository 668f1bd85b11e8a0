import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Interruption } from '../context.js'
import { Terminal } from '../terminal/terminal.js'
import { BEAT, PARTING, SAID, type Watch, watchServer } from './watch.js'

let answers: boolean
let said: string
let stop: AbortController
let watch: Watch

/** A question that is heard at once, when the server is back, or never. */
const ask = () =>
  new Promise<void>((heard) => {
    const timer = setInterval(() => {
      if (!answers) return
      clearInterval(timer)
      heard()
    }, 1)
  })

beforeEach(() => {
  vi.useFakeTimers()
  ;[answers, said, stop] = [true, '', new AbortController()]
  const errors = { write: (text: string) => (said += text) }
  const terminal = new Terminal({ write: () => undefined }, errors, {})
  watch = watchServer(ask, 'redis://host', { signal: stop.signal, terminal })
})

afterEach(() => {
  watch.end()
  vi.useRealTimers()
})

test('a server that stops answering is said to, once, and waited for until it answers again', async () => {
  const work = watch.whileAnswering(new Promise((done) => setTimeout(done, 100 * BEAT, 'done')))
  await vi.advanceTimersByTimeAsync(10 * BEAT)
  expect(said).toBe('')
  answers = false
  await vi.advanceTimersByTimeAsync((SAID + 20) * BEAT)
  expect(said).toBe('redis://host does not answer: waiting until it does\n')
  answers = true
  await vi.advanceTimersByTimeAsync(2 * BEAT)
  expect(said.split('\n')[1]).toBe('redis://host answers again')
  await vi.advanceTimersByTimeAsync(100 * BEAT)
  expect(await work).toBe('done')
})

test('stopped, work is waited for as long as the server answers, and not after', async () => {
  const ended = vi.fn()
  const reason = new Interruption()
  watch.whileAnswering(new Promise(() => {})).catch(ended)
  await vi.advanceTimersByTimeAsync(5 * BEAT)
  stop.abort(reason)
  await vi.advanceTimersByTimeAsync(60 * BEAT)
  expect(ended).not.toHaveBeenCalled()
  answers = false
  await vi.advanceTimersByTimeAsync((PARTING + 2) * BEAT)
  expect(ended).toHaveBeenCalledWith(reason)
  // Nor is anything begun thereafter waited for.
  await expect(watch.whileAnswering(new Promise(() => {}))).rejects.toBe(reason)
})
