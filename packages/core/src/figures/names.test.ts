import { parseHTML } from 'linkedom'
import { describe, expect, it } from 'vitest'
import { firstImageOf, syntheticSpecifications, syntheticStudy } from '../../test/synthetic-study.js'
import { explanationFigure, studyFigures } from './index.js'
import { columnName } from './map-strip.js'
import { fittingLines, shortened, textWidth } from './text-width.js'

const { document } = parseHTML('<!doctype html><html></html>') as unknown as { document: Document }

/** Pairs of names of 1 to 40 letters, in several scripts. */
const PAIRS = [
  ['6', '8'],
  ['cat', 'dog'],
  ['shepherd', 'labrador'],
  ['Labrador retriever', 'German shepherd dog'],
  ['German short-haired pointer of the old kind', 'x'],
  ['forty_letters_without_a_single_space_in_it', 'Another_word_that_is_forty_letters_long_x'],
  ['拉布拉多寻回犬', 'ゴールデン・レトリバー'],
  ['Лабрадор-ретривер', 'Αγγλικός ποιμενικός'],
  ['السلوقي', 'कुत्ता 👩‍🔬'],
] as const

describe.each(PAIRS)('figures of %s and %s', (a, b) => {
  const figures = figuresOf(a, b)
  it.each(Object.keys(figures))('%s: every text lies within the figure and on no other', (name) => {
    const drawn = textsOf(figures[name]!)
    for (const one of drawn.texts) {
      expect.soft(one.left, one.content).toBeGreaterThanOrEqual(-1)
      expect.soft(one.right, one.content).toBeLessThanOrEqual(drawn.width + 1)
      for (const other of drawn.texts) {
        const apart = other === one || Math.abs(other.y - one.y) > 5 || other.rotated || one.rotated
        const overlap = Math.min(one.right, other.right) - Math.max(one.left, other.left)
        if (!apart) expect.soft(overlap, `${one.content} on ${other.content}`).toBeLessThan(3)
      }
    }
  })

  it('names both classes in full in every figure, if only in a title', () => {
    for (const [name, figure] of Object.entries(figures)) {
      if (name === 'training' || name === 'explanation') continue
      expect([name, figure.includes(a), figure.includes(b)]).toEqual([name, true, true])
    }
  })
})

describe('text by its width', () => {
  it('is shortened by whole letters, and only where it must be', () => {
    expect(shortened('word', 100, 10)).toBe('word')
    const family = '👩‍🔬'.repeat(8)
    expect(shortened(family, textWidth(family, 10) - 1, 10)).toMatch(/^(👩‍🔬)+…$/u)
  })

  it('is broken behind a hyphen rather than within a part of a word', () => {
    expect(fittingLines('short-haired pointer', textWidth('short-haire', 11), 11, 3)).toEqual([
      'short-',
      'haired',
      'pointer',
    ])
  })

  it('says of a step in a strip of maps what of its name is left out', () => {
    const drawn = columnName('a layer of a long name', 60, '+ ')
    expect(drawn).toMatch(/<title>\+ a layer of a long name<\/title>\+ a lay[^<]*…<\/text>$/)
    expect(columnName('conv1', 60)).not.toContain('<title>')
  })

  it('is broken into lines that fit, nothing lost while there are lines', () => {
    for (const name of PAIRS.flat()) {
      const lines = fittingLines(name, 80, 11, 99)
      expect(lines.join('').replaceAll(' ', '')).toBe(name.replaceAll(' ', ''))
      for (const line of lines) expect(textWidth(line, 11)).toBeLessThanOrEqual(80)
      expect(fittingLines(name, 80, 11, 2).length).toBeLessThanOrEqual(2)
    }
  })
})

function figuresOf(a: string, b: string): Record<string, string> {
  const study = named(syntheticStudy({ images: 8 }), a, b)
  return {
    ...studyFigures(study, { document, specifications: named(syntheticSpecifications(), a, b) }),
    explanation: explanationFigure({
      ...firstImageOf(study),
      title: `What speaks for ${a} in photo.jpg`,
      subtitle: `predicted ${b} with probability 99.8% · window 4×4, stride 1×1, baseline 0`,
      className: a,
      score: 'logit',
    }),
  }
}

/** The same with other names of its classes. */
function named<T>(value: T, a: string, b: string): T {
  const withNames = (text: string) =>
    text === '6' ? a : text === '8' ? b : text.replace('6 − 8', `${a} − ${b}`)
  return structuredCloneWith(value, (key, text) =>
    /^(name|classes|measure)$/.test(key) ? withNames(text) : text,
  ) as T
}

function structuredCloneWith(value: unknown, of: (key: string, text: string) => string, key = ''): unknown {
  if (typeof value === 'string') return of(key, value)
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  if (Array.isArray(value)) return value.map((item) => structuredCloneWith(item, of, key))
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, structuredCloneWith(v, of, k)]))
}

interface Drawn {
  readonly content: string
  readonly left: number
  readonly right: number
  readonly y: number
  readonly rotated: boolean
}

/** Every text of a figure with about the place it takes; widths are those of average letters, so that no text is blamed for a guess. */
function textsOf(figure: string): { readonly width: number; readonly texts: readonly Drawn[] } {
  const { document: parsed } = parseHTML(`<html><body>${figure}</body></html>`) as unknown as {
    document: Document
  }
  const root = parsed.querySelector('svg')!
  const texts = [...root.querySelectorAll('text')].map((element): Drawn => {
    const content =
      [...element.childNodes]
        .filter(({ nodeType }) => nodeType === 3)
        .map(({ textContent }) => textContent)
        .join('') || [...element.querySelectorAll('tspan')].map(({ textContent }) => textContent).join('')
    let [x, y] = [numberOf(element, 'x'), numberOf(element, 'y')]
    let rotated = false
    for (let node: Element | null = element; node && node !== root; node = node.parentElement) {
      const transform = node.getAttribute('transform') ?? ''
      const [, dx, dy] = /translate\(([-\d.]+)[ ,]+([-\d.]+)\)/.exec(transform) ?? [undefined, '0', '0']
      rotated ||= transform.includes('rotate')
      x += Number(dx)
      y += Number(dy)
    }
    const width = textWidth(content, Number(inherited(element, 'font-size') ?? 11)) * 0.84
    const anchor = inherited(element, 'text-anchor')
    const left = anchor === 'end' ? x - width : anchor === 'middle' ? x - width / 2 : x
    return { content, left, right: left + width, y, rotated }
  })
  return {
    width: Number(root.getAttribute('width')),
    texts: texts.filter(({ content }) => content.trim() !== ''),
  }
}

function numberOf(element: Element, name: string): number {
  return Number.parseFloat(element.getAttribute(name) ?? '0')
}

function inherited(element: Element, name: string): string | null {
  for (let node: Element | null = element; node; node = node.parentElement) {
    const value = node.getAttribute(name)
    if (value !== null) return value
  }
  return null
}
