import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { benchmarkDocument } from '../src/benchmark/index.js'

const docs = fileURLToPath(new URL('../../../docs', import.meta.url))

it('docs/benchmarks.md and its figures are what the kept results make of them', () => {
  const named = ['node', 'imagenet', 'browser']
    .map((name) => ({ name, path: `${docs}/benchmarks/${name}.json` }))
    .filter(({ path }) => existsSync(path))
    .map(({ name, path }) => ({ name, result: JSON.parse(readFileSync(path, 'utf8')) }))
  expect(named.map(({ name }) => name)).toContain('node')
  const { markdown, figures } = benchmarkDocument(named)
  const message = 'npm run benchmarks -- --document writes it again'
  expect(readFileSync(`${docs}/benchmarks.md`, 'utf8'), message).toBe(markdown)
  const drawn = readdirSync(`${docs}/figures`).filter((name) => name.startsWith('benchmark-'))
  expect(drawn.sort(), message).toEqual(figures.map(({ name }) => `${name}.svg`).sort())
  for (const { name, svg } of figures) expect(readFileSync(`${docs}/figures/${name}.svg`, 'utf8')).toBe(svg)
})
