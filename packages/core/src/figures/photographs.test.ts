import { createHash } from 'node:crypto'
import { parseHTML } from 'linkedom'
import { describe, expect, it } from 'vitest'
import { firstPhotograph, photographStudy } from '../../test/photograph-study.js'
import { assertWellFormed } from '../../test/well-formed.js'
import { differenceFigure, explanationFigure, mapsFigure, overviewFigure } from './index.js'

const { document } = parseHTML('<!doctype html><html></html>') as unknown as { document: Document }
const study = photographStudy()
const figures = {
  explanation: explanationFigure(firstPhotograph(study)),
  maps: mapsFigure(study),
  overview: overviewFigure(study, { document }),
  difference: differenceFigure(study),
}

/** Pictures are told by what is in them: a snapshot of half a megabyte is read by nobody. */
const PICTURES = /data:image\/png;base64,([^"]+)/g

describe.each(Object.entries(figures))('the %s figure of photographs in colour', (name, drawn) => {
  it('looks as it did when it was last looked at', async () => {
    assertWellFormed(drawn)
    const told = drawn.replace(PICTURES, (_, data) => `png:${sha256(data).slice(0, 16)}`)
    await expect(`${told.replaceAll('><', '>\n<')}\n`).toMatchFileSnapshot(
      `../../test/gallery/photographs-${name}.svg`,
    )
  })
})

it('every single map stands beside its picture', () => {
  const pictures = (drawn: string) => new Set([...drawn.matchAll(PICTURES)].map(([, data]) => data)).size
  // Of a class, the mean and three images with their maps; or one image, its map and the mean.
  expect(pictures(figures.maps)).toBe(2 * (1 + 3 * 2))
  expect(pictures(figures.overview)).toBe(2 * 3)
  // The image, its map, and that on the image.
  expect(pictures(figures.explanation)).toBe(3)
})

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
