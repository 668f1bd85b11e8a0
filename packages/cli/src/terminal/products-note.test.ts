import { expect, it } from 'vitest'
import { noteProducts, productsText } from './products-note.js'

it('counts the layers of each strategy, and says nothing where there are none', () => {
  expect(productsText({ sparse: 2, winograd: 12 })).toBe(
    'convolutions and dense layers: 2 sparse, 12 winograd',
  )
  expect(productsText({})).toBeUndefined()
})

it('is for a closer look, and silent of an engine that has no such strategies', () => {
  const said: string[] = []
  const terminal = { detail: (text: string) => void said.push(text) }
  const report = { name: 'incremental', variant: 'simd', threads: 2, reason: 'asked for' } as const
  noteProducts(report, terminal)
  noteProducts({ ...report, products: { tiled: 1 } }, terminal)
  expect(said).toEqual(['convolutions and dense layers: 1 tiled'])
})
