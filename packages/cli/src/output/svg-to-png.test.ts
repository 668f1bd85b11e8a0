import { decode } from 'fast-png'
import { expect, it } from 'vitest'
import { svgToPng } from './svg-to-png.js'

const svg = (content: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20" font-family="DejaVu Sans, sans-serif">${content}</svg>`

it('draws text, with fonts of its own, at twice the size', async () => {
  const toPng = await svgToPng()
  const empty = decode(toPng(svg('')))
  const written = decode(toPng(svg('<text x="2" y="15" font-size="14">6 − 8</text>')))
  expect([written.width, written.height]).toEqual([120, 40])
  const dark = (png: typeof empty) => png.data.filter((value, i) => i % 4 === 0 && value < 128).length
  expect(dark(empty)).toBe(0)
  expect(dark(written)).toBeGreaterThan(100)
})

it('gives the same bytes for the same figure', async () => {
  const toPng = await svgToPng()
  expect(toPng(svg('<circle r="9"/>'))).toEqual(toPng(svg('<circle r="9"/>')))
})
