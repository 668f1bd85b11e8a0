import { expect, test } from 'vitest'
import { withoutPasswords } from './without-passwords.js'

test.each([
  ['redis://:p4ss@host', 'redis://:***@host'],
  ['--queue=rediss://user:p4ss@host:6379/1', '--queue=rediss://user:***@host:6379/1'],
  // All of these are addresses, or nearly so, and their password ends at the last @.
  ['redis://:p4@ss@host', 'redis://:***@host'],
  ['redis://us@er:p4ss@host', 'redis://us@er:***@host'],
  ['redis://:p4 ss@host', 'redis://:***@host'],
  ['redis://:p4/ss@host', 'redis://:***@host'],
  ['redis://:p4:ss@host', 'redis://:***@host'],
  ['REDIS://:p4ss@host', 'REDIS://:***@host'],
  ['redis://:p4ss@one, and redis://:p4@ss@two', 'redis://:***@one, and redis://:***@two'],
  ['redis://host:6379', 'redis://host:6379'],
  ['redis://user@host', 'redis://user@host'],
])('%s', (text, shown) => {
  expect(withoutPasswords(text)).toBe(shown)
})
