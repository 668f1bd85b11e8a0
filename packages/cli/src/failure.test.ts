import { InputError, UmbraError } from '@umbra/core/options'
import { describe, expect, test } from 'vitest'
import { Interruption } from './context.js'
import { failureOf } from './failure.js'
import { inputError } from './input-error.js'

describe('failureOf', () => {
  test.each([
    [
      'core’s InputError',
      new InputError('IDX_MAGIC', 'x.idx is no IDX file'),
      2,
      'umbra: IDX_MAGIC: x.idx is no IDX file',
    ],
    ['the command line’s own', inputError('IMAGE_FORMAT', 'a.gif'), 2, 'umbra: IMAGE_FORMAT: a.gif'],
    ['another UmbraError', new UmbraError('LOSS_NOT_FINITE', 'step 3'), 1, 'umbra: LOSS_NOT_FINITE: step 3'],
    ['an interruption', new Interruption(), 130, 'umbra: INTERRUPTED: stopped before the end'],
    [
      'what another run holds',
      Object.assign(new Error('OUT_IN_USE: out'), { name: 'InUse', code: 'OUT_IN_USE' }),
      75,
      'umbra: OUT_IN_USE: out',
    ],
    ['a bug', new TypeError('x is\n undefined'), 1, 'umbra: UNEXPECTED: x is undefined'],
    ['no error at all', 'thrown', 1, 'umbra: UNEXPECTED: thrown'],
  ] as const)('%s', (_, error, exitCode, line) => {
    const failure = failureOf(error)
    expect(failure.exitCode).toBe(exitCode)
    expect(`umbra: ${failure.code}: ${failure.message}`).toBe(line)
    expect(failure.message).not.toContain('\n')
  })

  test('a full disk is told as such, and is no fault of the input', () => {
    const error = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
    expect(failureOf(error)).toMatchObject({
      exitCode: 1,
      message: expect.stringContaining('the disk is full'),
    })
  })

  test('is a few lines at most, with what was expected at its end', () => {
    const { message } = failureOf(new TypeError(`${'x'.repeat(5000)}, expected 4`))
    expect(message.length).toBeLessThanOrEqual(281)
    expect(message).toMatch(/, expected 4$/)
  })

  const thrownBy = (work: () => unknown): unknown => {
    try {
      return work()
    } catch (error) {
      return error
    }
  }

  test.each([
    ['an array of bytes', () => new ArrayBuffer(2 ** 52)],
    ['an array of numbers', () => new Float64Array(2 ** 48)],
    ['a list', () => new Array(2 ** 33)],
    ['a text', () => 'x'.repeat(2 ** 30)],
    ['WebAssembly’s memory', () => new WebAssembly.Memory({ initial: 1, maximum: 1 }).grow(9)],
    ['a thread', () => Object.assign(new Error('Worker terminated'), { code: 'ERR_WORKER_OUT_OF_MEMORY' })],
    [
      'a worker',
      () =>
        worker('a worker thread died: Worker terminated due to reaching memory limit: JS heap out of memory'),
    ],
    ['a worker’s kernel', () => worker('Array buffer allocation failed')],
    ['the system', () => Object.assign(new Error('ENOMEM: not enough memory, read'), { code: 'ENOMEM' })],
    [
      'a text from bytes',
      () => Object.assign(new Error('Cannot create a string'), { code: 'ERR_STRING_TOO_LONG' }),
    ],
  ])('a lack of memory is told as such: %s', (_, work) => {
    expect(failureOf(thrownBy(work))).toMatchObject({
      exitCode: 1,
      code: 'OUT_OF_MEMORY',
      message: expect.stringMatching(/^there is not enough memory \(\S.*\)$/),
      hint: expect.stringContaining('--shard'),
    })
  })

  test('a length that makes no sense is no lack of memory', () => {
    expect(failureOf(thrownBy(() => new Float32Array(-1)))).toMatchObject({ code: 'UNEXPECTED' })
  })

  test('has the stack, and that of the cause', () => {
    const error = new InputError('GZIP_CORRUPT', 'x', { cause: new Error('unexpected end') })
    const text = failureOf(error).stack
    expect(text).toMatch(/\n\s+at /)
    expect(text).toContain('caused by Error: unexpected end')
  })
})

function worker(reason: string): Error {
  return Object.assign(new Error(`WORKER_FAILED: ${reason}`), { code: 'WORKER_FAILED' })
}
