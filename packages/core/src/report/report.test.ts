import { parseHTML } from 'linkedom'
import { describe, expect, test } from 'vitest'
import { syntheticSpecifications, syntheticStudy } from '../../test/synthetic-study.js'
import { studyFigures } from '../figures/index.js'
import type { Study } from '../study/result.js'
import { renderReport } from './report.js'

const { document } = parseHTML('<!doctype html><html></html>') as unknown as { document: Document }
const study = syntheticStudy({ images: 14 })
const specifications = syntheticSpecifications()

function written(of: Study, curve?: typeof specifications): { page: Document; text: string } {
  const text = renderReport(of, {
    figures: studyFigures(of, { document, specifications: curve }),
    specifications: curve,
  })
  return { page: parseHTML(text).document as unknown as Document, text }
}

describe.each([
  ['without a specification curve', undefined],
  ['with one', specifications],
])('a report %s', (_, curve) => {
  const { page, text } = written(study, curve)
  const all = (selector: string) => [...page.querySelectorAll(selector)]

  test('states the verdict first', () => {
    expect(page.querySelector('.verdict p')!.textContent).toBe(study.result.verdict.text)
    expect(text.indexOf('class="verdict"')).toBeLessThan(text.indexOf('<h2'))
  })

  test('is one file: no scripts, nothing loaded, and a policy that says so', () => {
    expect(all('script, link, img, iframe')).toEqual([])
    expect(text.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:/)
    expect(page.querySelector('meta[http-equiv]')!.getAttribute('content')).toContain("default-src 'none'")
  })

  test('has headings in order, unique ids, and contents that lead to its sections', () => {
    expect(all('h1')).toHaveLength(1)
    const ids = all('[id]').map((element) => element.id)
    expect(new Set(ids).size).toBe(ids.length)
    const targets = all('nav a').map((link) => link.getAttribute('href')!.slice(1))
    expect(targets).toEqual(all('main > section').map((section) => section.id))
  })

  test('numbers figures and tables in the order they come, each with a caption', () => {
    const captions = all('figcaption').map((caption) => caption.textContent!.match(/^Figure (\d+)\./)![1])
    expect(captions).toEqual(captions.map((_, i) => String(i + 1)))
    expect(captions).toHaveLength(curve ? 9 : 8)
    const tables = all('table caption').map((caption) => caption.textContent!.match(/^Table (\d+)\./)![1])
    expect(tables).toEqual(tables.map((_, i) => String(i + 1)))
    expect(tables).toHaveLength(all('table').length)
  })

  test('gives every table scoped headers and rows as wide as its head', () => {
    for (const table of all('table')) {
      const columns = table.querySelectorAll('thead th[scope=col]').length
      for (const row of table.querySelectorAll('tbody tr')) {
        expect(row.querySelectorAll('th[scope=row]')).toHaveLength(1)
        expect(row.children).toHaveLength(columns)
      }
    }
  })

  test('keeps wide content reachable by keyboard', () => {
    for (const scrolling of all('.scroll')) {
      expect(scrolling.getAttribute('tabindex')).toBe('0')
      expect(scrolling.getAttribute('aria-label')).toMatch(/^(Figure|Table) \d+$/)
    }
  })
})

test('holds the hypotheses, every test, the limitations and what reproduces it', () => {
  const { text, page } = written(study)
  const plain = page.querySelector('main')!.textContent!
  for (const words of [
    'H0.',
    'H1.',
    'Welch',
    'Student t',
    'Mann–Whitney U',
    'permutation p',
    'Holm p',
    'Hedges g',
  ]) {
    expect(plain).toContain(words)
  }
  for (const words of [
    'intraclass correlation',
    'design effect',
    'effective number',
    'zero baseline',
    'redundancy',
  ]) {
    expect(plain).toContain(words)
  }
  const { provenance } = study.result
  for (const fact of [provenance.command, provenance.model.sha256, provenance.data.sha256.labels]) {
    expect(text).toContain(fact)
  }
  expect(plain).not.toMatch(/NaN|undefined|\[object|null/)
  expect(plain).not.toMatch(/\b0\.0{3,}\b/)
})

test('says whether the answer survives its choices, or that nobody asked', () => {
  expect(written(study).page.querySelector('#robustness')!.textContent).toContain('Not examined here')
  const asked = written(study, specifications).page.querySelector('#robustness')!.textContent!
  expect(asked).toContain('72 specifications')
  expect(asked).toContain('Joint permutation test')
})

test('p-values below the range of doubles are printed from their logarithm, powers as superscripts', () => {
  const overall = { ...study.result.tests.overall, p: 0, logP: -2000 * Math.LN10 + Math.log(4.2) }
  const result = { ...study.result, tests: { ...study.result.tests, overall } }
  expect(written({ ...study, result }).text).toContain('4.2\u00A0×\u00A010<sup>−2000</sup>')
})

test('names from outside stay text', () => {
  const evil = '"><script>alert(1)</script>&'
  const [a, b] = study.result.classes
  const provenance = {
    ...study.result.provenance,
    command: evil,
    data: { ...study.result.provenance.data, name: evil },
  }
  const classes = [{ ...a, name: evil }, b] as const
  const { page, text } = written({
    ...study,
    result: { ...study.result, classes, provenance, verdict: { text: evil, supported: false } },
  })
  expect(text).not.toContain('<script')
  expect(page.querySelector('.verdict p')!.textContent).toBe(evil)
  expect(page.querySelector('#provenance pre')!.textContent).toBe(evil)
})

test('a result of version 1, without profiles and controls, is still shown', () => {
  const { controls: _, ...older } = study.result
  const { profile: __, strength: ___, ...tests } = study.result.tests
  const { page, text } = written({ ...study, result: { ...older, schema: 'umbra.study/1', tests } })
  expect(page.querySelector('#controls')!.textContent).toContain('from before studies had controls')
  expect(page.querySelector('#answer')!.textContent).toContain('raw interaction')
  expect(text).not.toMatch(/NaN|undefined/)
})

test('says why there are no untrained networks', () => {
  const untrained = { draws: 0, notComputed: 'controls were turned off' }
  const controls = { ...study.result.controls!, untrained }
  const { page } = written({ ...study, result: { ...study.result, controls } })
  expect(page.querySelector('#controls')!.textContent).toContain('controls were turned off')
})

test('says on which day it ran, and nothing where that is not known', () => {
  const time = written(study).page.querySelector('.kicker time')!
  expect([time.textContent, time.getAttribute('datetime')]).toEqual(['1 January 2025', '2025-01-01'])
  const provenance = { ...study.result.provenance, created: '' }
  expect(written({ ...study, result: { ...study.result, provenance } }).page.querySelector('time')).toBeNull()
})

test('explains the words that it uses, and gives the sources of the methods that it names', () => {
  const ofReport = (page: Document) => ({
    terms: [...page.querySelectorAll('#glossary dt')].map(({ textContent }) => textContent),
    sources: [...page.querySelectorAll('#references li')].map(
      ({ textContent }) => textContent!.split(' ')[0],
    ),
  })
  const { terms, sources } = ofReport(written(study, specifications).page)
  expect(terms).toEqual([...terms].sort((x, y) => x!.localeCompare(y!)))
  for (const term of ['baseline', 'interaction', 'logit', 'stride', 'window']) expect(terms).toContain(term)
  expect(sources).toEqual([...sources].sort())
  expect(sources).toContain('Simonsohn')
  const alone = ofReport(written(study).page)
  expect(alone.terms).not.toContain('margin')
  expect(alone.terms).not.toContain('specification curve')
  expect(alone.sources).toEqual(sources.filter((name) => name !== 'Simonsohn'))
})

test('leads with the verdict and its picture, then numbers, then hypotheses', () => {
  const { text } = written(study)
  const places = ['class="verdict"', 'Figure 1.', 'class="facts"', 'class="status"', '<b>H0.</b>'].map(
    (words) => text.indexOf(words),
  )
  expect(places.every((place) => place > 0)).toBe(true)
  expect(places).toEqual([...places].sort((x, y) => x - y))
})
