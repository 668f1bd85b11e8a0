import { parseHTML } from 'linkedom'
import { describe, expect, test } from 'vitest'
import { interactionsFigure } from '../figures/index.js'
import type { ImageInteractions, InteractionsDocument } from '../interactions/index.js'
import { renderInteractionsReport } from './interactions-report.js'

const provenance = {
  ...{ umbra: '0.0.0', command: 'umbra interactions digit.png', created: '2026-01-01T00:00:00Z' },
  model: { sha256: 'ab', source: 'reference' },
  engine: { name: 'incremental', variant: 'simd', threads: 1, reason: 'asked for' } as const,
  versions: { node: '20' },
}
const matrix = [
  [0, 2, 0],
  [2, 0, -1.5],
  [0, -1.5, 0],
]
const shown = { data: new Float32Array(9), shape: [3, 3, 1] as const }
const image: ImageInteractions = {
  ...{ name: 'digit.png', shape: [3, 3], target: 1, score: 10, changing: [0, 1, 2], copies: 6 },
  players: ['left', 'middle', 'right'].map((name, p) => ({ name, pixels: [p, p + 3, p + 6] })),
  pairs: { drops: [3, 1, 0.25], interactions: matrix },
}
const { pairs: _, ...bare } = image
const shapley: ImageInteractions = {
  ...bare,
  copies: 7,
  shapley: {
    ...{ allCovered: 5.5, values: [3, 1, 0.5], interactions: matrix },
    banzhaf: { values: [2.75, 1, 0.5], interactions: matrix },
  },
}

function written(images: readonly ImageInteractions[]): Document {
  const document: InteractionsDocument = {
    ...{ schema: 'umbra.interactions/1', interactions: images[0]!.pairs ? 'pairs' : 'shapley' },
    ...{ score: 'logit', baseline: '0', classNames: ['cat', 'dog'], milliseconds: 1 },
    engine: provenance.engine,
    images: [...images],
  }
  const figures = images.map((interactions) =>
    interactionsFigure({ image: shown, interactions, title: 'drawn', subtitle: '', className: 'dog' }),
  )
  const text = renderInteractionsReport(document, { figures, provenance })
  expect(text).not.toMatch(/NaN|undefined|\[object/)
  expect(text.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|<script/)
  return parseHTML(text).document as unknown as Document
}

const sentences = (page: Document) =>
  [...page.querySelectorAll('.verdict p')].map(({ textContent }) => textContent)
const cells = (page: Document, table: number) =>
  [...page.querySelectorAll('table')[table]!.querySelectorAll('tbody tr')].map((row) =>
    [...row.children].map(({ textContent }) => textContent),
  )

describe('a report of interactions', () => {
  test('of pairs says the strongest, and what both take, in words, a figure and a table', () => {
    const page = written([image])
    expect(sentences(page)).toEqual([
      'Covered alone, left takes most from the logit of dog: 3.00 of 10.0.',
      'Of 3 pairs of the 3 parts that change the image when covered, 1 is redundant and 1 synergistic: most redundant are left and middle (2.00), most synergistic are middle and right (−1.50).',
      'Redundant pairs come to 2.00 in all, synergistic ones to −1.50: on the whole the parts are redundant.',
    ])
    // Of both it is the two alone and what is beyond them.
    expect(cells(page, 0)).toEqual([
      ['left', 'middle', 'redundant', '3.00', '1.00', '6.00', '2.00'],
      ['middle', 'right', 'synergistic', '1.00', '0.250', '−0.250', '−1.50'],
    ])
    expect(page.querySelectorAll('figure svg')).toHaveLength(1)
    expect(page.querySelector('#provenance')!.textContent).toContain('umbra interactions digit.png')
    expect(page.querySelector('#provenance')!.textContent).not.toMatch(/Root seed|Data/)
    // A class × region interaction is another thing, and not explained here.
    const terms = [...page.querySelectorAll('#glossary dt')].map(({ textContent }) => textContent)
    expect(terms).not.toContain('interaction')
  })

  test('over coalitions has the other signs, and values that add up', () => {
    const page = written([shapley])
    expect(sentences(page)[0]).toBe(
      'The 3 values sum to 4.50, the logit of dog less what it is with every part covered; most is of left, 3.00.',
    )
    expect(sentences(page)[1]).toContain('most redundant are middle and right (−1.50), most synergistic')
    expect(cells(page, 0).at(-1)).toEqual(['sum', '4.50', ''])
    const sources = page.querySelector('#references')!.textContent!
    for (const name of ['Banzhaf', 'Grabisch', 'Shapley']) expect(sources).toContain(name)
  })

  test('of many images shows the first twelve, and says what all come to', () => {
    const page = written(Array.from({ length: 14 }, (_, i) => ({ ...image, name: `digit-${i}.png` })))
    expect(sentences(page)).toEqual([
      'By the logit the parts of 0 of 14 images are synergistic on the whole, of the others redundant or neither.',
      'Redundant pairs of an image come to 2.00 on average, synergistic ones to −1.50.',
      'The first 12 images are shown; figures of all are in interactions/ beside this page.',
    ])
    expect(page.querySelectorAll('figure')).toHaveLength(12)
    const ids = [...page.querySelectorAll('[id]')].map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(page.querySelector('#image-3 h2')!.textContent).toBe('digit-2.png')
  })

  test('of parts that do nothing together says so', () => {
    const flat = { drops: [0, 0, 0], interactions: matrix.map((row) => row.map(() => 0)) }
    const page = written([{ ...image, pairs: flat }])
    expect(sentences(page).at(-1)).toBe('No two parts do anything together.')
    const black = written([{ ...image, changing: [], pairs: { ...flat, drops: [0, 0, 0] } }])
    expect(sentences(black)).toEqual([expect.stringMatching(/^No part changes the image when covered/)])
  })
})
