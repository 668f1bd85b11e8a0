import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { GLOSSARY } from './glossary.js'

/** The documentation's glossary: of every heading its address, and the text below it without its links. */
function documented(): ReadonlyMap<string, string> {
  const text = readFileSync(new URL('../../../../docs/glossary.md', import.meta.url), 'utf8')
  const entries = text.split(/^## /m).slice(1)
  return new Map(
    entries.map((entry) => {
      const [heading, ...lines] = entry.split('\n')
      const address = heading!
        .toLowerCase()
        .replace(/[^a-z0-9 -]/g, '')
        .replaceAll(' ', '-')
      const words = lines.join(' ').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      return [address, words.replace(/\s+/g, ' ').trim()]
    }),
  )
}

test.each(GLOSSARY.map(({ term, id, definition }) => [term, id, definition] as const))(
  'the documentation begins with the same words about “%s”',
  (_, id, definition) => {
    expect(documented().get(id) ?? `no entry ${id}`).toMatch(startsWith(definition))
  },
)

test('every word has one entry, in alphabetical order, here and there', () => {
  const terms = GLOSSARY.map(({ term }) => term)
  expect(terms).toEqual([...terms].sort((a, b) => a.localeCompare(b)))
  expect(new Set(GLOSSARY.map(({ id }) => id)).size).toBe(terms.length)
  const addresses = [...documented().keys()]
  expect(addresses).toEqual([...addresses].sort((a, b) => a.localeCompare(b)))
})

/** A last full stop may come later: where more is to be found stands before it. */
function startsWith(definition: string): RegExp {
  const words = definition.replaceAll('’', "'").replace(/\.$/, '')
  return new RegExp(`^${words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\b`)
}
