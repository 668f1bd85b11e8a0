import { describe, expect, test } from 'vitest'
import { classIndex } from './class-index.js'
import {
  readBaseline,
  readClass,
  readCount,
  readLevel,
  readNames,
  readScore,
  readSize,
  readThreads,
  readValue,
} from './read-value.js'

describe('readValue', () => {
  test.each([
    ['4', 4],
    ['-0.5', -0.5],
    ['1e-3', 0.001],
    ['6,8', [6, 8]],
    ['6, 8', [6, 8]],
    ['correct', 'correct'],
    ['', ''],
    ['0x10', '0x10'],
    ['Infinity', 'Infinity'],
  ])('%s', (text, value) => expect(readValue(text)).toEqual(value))
})

describe('sizes', () => {
  test('one number stands for both axes, so that equal windows have equal configurations', () => {
    expect(readSize('window')('4')).toEqual(readSize('window')('4,4'))
    expect(readSize('window')('3,5,1')).toEqual([3, 5, 1])
  })
  test.each(['', 'a', '4,', '4x4', 'NaN'])('refuses %s', (text) => {
    expect(() => readSize('stride')(text)).toThrow(/^OPTION_INVALID: stride is .*: expected whole numbers/)
  })
})

test('baselines', () => {
  expect(readBaseline('0.5')).toBe(0.5)
  expect(readBaseline('0.1,0.2,0.3')).toEqual([0.1, 0.2, 0.3])
  expect(readBaseline('mean')).toBe('mean')
  expect(readBaseline('blur:3')).toEqual({ kind: 'blur', sigma: 3 })
  expect(readBaseline('noise:16')).toEqual({ kind: 'noise', draws: 16 })
  for (const wrong of ['grey', 'mean:1', 'blur:', '0.1,x'])
    expect(() => readBaseline(wrong)).toThrow('OPTION_INVALID')
})

test('scores, targets, threads and counts', () => {
  expect(readScore('margin')).toBe('margin')
  expect(readScore('margin:3')).toEqual({ kind: 'margin', against: 3 })
  expect(readClass('8')).toBe(8)
  expect(classIndex(readClass('label'), undefined, ['label'])).toBe('label')
  expect(classIndex(readClass('dog'), ['cat', 'dog'], ['label'])).toBe(1)
  expect(readNames('cat, dog')).toEqual(['cat', 'dog'])
  expect(['black', 'white', '0.5'].map(readLevel)).toEqual([0, 1, 0.5])
  expect(readThreads('auto')).toBe('auto')
  expect(readThreads('2')).toBe(2)
  expect(readCount('index', 9)('9')).toBe(9)
  for (const wrong of [
    () => readScore('loss'),
    () => readLevel('2'),
    () => readThreads('0'),
    () => readCount('index', 9)('10'),
    () => readCount('index')('-1'),
  ])
    expect(wrong).toThrow('OPTION_INVALID')
  expect(() => classIndex('best', ['cat', 'dog'], ['label'])).toThrow('CLASS_UNKNOWN')
  expect(() => classIndex('best', undefined, [])).toThrow('--class-names')
})
