import { expect, test } from 'vitest'
import { classIndex } from './class-index.js'
import { readCount, readThreads } from './read-value.js'

test('threads and counts', () => {
  expect(readThreads('auto')).toBe('auto')
  expect(readThreads('2')).toBe(2)
  expect(readCount('index', 9)('9')).toBe(9)
  for (const wrong of [
    () => readThreads('0'),
    () => readThreads('1e9'),
    () => readCount('index', 9)('10'),
    () => readCount('index')('-1'),
    () => readCount('lock', 9, 1)('0'),
  ])
    expect(wrong).toThrow('OPTION_INVALID')
})

test('classes by name', () => {
  expect(classIndex('label', undefined, ['label'])).toBe('label')
  expect(classIndex('dog', ['cat', 'dog'], ['label'])).toBe(1)
  expect(() => classIndex('best', ['cat', 'dog'], ['label'])).toThrow('CLASS_UNKNOWN')
  expect(() => classIndex('best', undefined, [])).toThrow('--class-names')
})
