import { expect, test } from 'vitest'
import { withArticle } from './article.js'

test('the article is the one that is said, of numbers and of words', () => {
  const an = [
    '8',
    '8×8',
    '11×3',
    '18',
    '80',
    '89×1',
    '800',
    '8000',
    '11000',
    '18500',
    'owl',
    'hour',
    'umbrella',
    'unimpressed fox',
  ]
  const a = [
    '1',
    '7',
    '10',
    '12',
    '17',
    '100',
    '110',
    '1100',
    '1800',
    '28×28',
    'labrador',
    'one',
    'unicycle',
    'European hare',
    'utensil',
  ]
  expect(an.filter((words) => !withArticle(words).startsWith('an '))).toEqual([])
  expect(a.filter((words) => !withArticle(words).startsWith('a '))).toEqual([])
})
