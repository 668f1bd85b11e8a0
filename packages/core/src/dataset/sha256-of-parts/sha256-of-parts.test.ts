import { expect, it } from 'vitest'
import { sha256 } from '../sha256.js'
import { sha256OfParts as inBrowser } from './browser.js'
import { sha256OfParts as inNode } from './node.js'

it.each([
  ['Node', inNode],
  ['a browser', inBrowser],
])('hashes parts in %s as if they were one', async (_, sha256OfParts) => {
  const bytes = Uint8Array.from({ length: 1000 }, (_, i) => (i * 7) % 256)
  const parts = [bytes.subarray(0, 1), bytes.subarray(1, 1), bytes.subarray(1, 130), bytes.subarray(130)]
  expect(await sha256OfParts(parts)).toBe(await sha256(bytes))
  expect(await sha256OfParts([])).toBe(await sha256(new Uint8Array(0)))
})
