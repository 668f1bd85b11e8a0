import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import type { BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, skipped } from './chromium.ts'
import { filled, printedPages } from './printed-pages.ts'

const UMBRA = resolve(import.meta.dirname, '../../cli/bin/umbra.js')

/** What the command line writes a report of, each with all its figures and tables. */
const REPORTS: Readonly<Record<string, readonly string[]>> = {
  study: ['study', '--images', '8', '--controls', '3'],
  robustness: ['robustness', '--images', '6', '--controls', '3', '--models', '2', '--grid', 'grid.json'],
  pairs: ['study', '--classes', 'all', '--images', '5'],
}

describe.skipIf(skipped).each(Object.entries(REPORTS))('a report of %s', (name, command) => {
  let folder: string
  let context: BrowserContext
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'umbra-report-'))
    writeFileSync(join(folder, 'grid.json'), JSON.stringify({ window: [[4, 4]], score: ['logit', 'margin'] }))
    const settings = ['--model', 'reference', '--stride', '2', '--permutations', '199', '--out', name]
    await promisify(execFile)(process.execPath, [UMBRA, ...command, ...settings], {
      cwd: folder,
      env: { ...process.env, NO_COLOR: '1' },
    })
    context = await launch()
  }, 300_000)
  afterAll(async () => {
    await context?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function opened(width: number) {
    const page = await context.newPage()
    await page.setViewportSize({ width, height: 740 })
    await page.goto(pathToFileURL(join(folder, name, 'report.html')).href)
    return page
  }

  it('fills its pages of A4, the last with more than a few lines', async () => {
    const page = await opened(1000)
    const pages = printedPages(await page.pdf({ preferCSSPageSize: true }))
    await page.close()
    expect(pages.length).toBeGreaterThan(5)
    for (const [i, printed] of pages.slice(0, -1).entries()) {
      expect.soft(filled(printed), `page ${i + 1} of ${pages.length}`).toBeGreaterThan(0.4)
    }
    expect(pages.at(-1)!.length).toBeGreaterThan(6)
  })

  it('fits a phone: nothing but figures and tables scrolls sideways, and their letters can be read', async () => {
    const page = await opened(360)
    const { width, letters } = await page.evaluate(() => ({
      width: document.documentElement.scrollWidth,
      letters: [...document.querySelectorAll<SVGSVGElement>('figure svg')].map(
        (svg) => (11 * svg.getBoundingClientRect().width) / svg.viewBox.baseVal.width,
      ),
    }))
    expect(width).toBe(360)
    expect(letters.length).toBeGreaterThan(5)
    expect(Math.min(...letters)).toBeGreaterThan(8)
    const [picture, numbers] = await page.evaluate(() =>
      ['figure', 'dl'].map((selector) => document.querySelector(selector)!.getBoundingClientRect().top),
    )
    expect(picture).toBeLessThan(numbers!)
    await page.close()
  })
})
