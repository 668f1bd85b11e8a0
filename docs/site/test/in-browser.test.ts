import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, skipped } from '../../../packages/web/e2e/chromium.ts'
import { type Site, serveSite } from '../../../packages/web/e2e/serve-site.ts'
import { complaintsOf } from '../../../packages/web/e2e/studio-page.ts'
import { SITE } from './build-site.ts'

/** Styles in attributes are TypeDoc's, of tables' columns. */
const POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval' blob:",
  "worker-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "object-src 'none'",
].join('; ')

const PAGES = [
  'index',
  'tutorial',
  'limits',
  'glossary',
  'methods',
  'benchmarks',
  'gallery',
  'commands/study',
  'library/core/explain',
]

describe.skipIf(skipped)('the site, in a folder of another', () => {
  const folder = mkdtempSync(join(tmpdir(), 'umbra-site-'))
  let context: BrowserContext
  let server: Site
  let home: string
  beforeAll(async () => {
    symlinkSync(SITE, join(folder, 'docs'))
    context = await launch()
    server = await serveSite(folder, { isolated: false, policy: POLICY })
    home = `${server.url}docs/`
  })
  afterAll(async () => {
    await context?.close()
    server?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Runs on a page, and expects that it complains of nothing and asks nobody else. */
  async function on(path: string, use: (page: Page) => Promise<void>): Promise<void> {
    const page = await context.newPage()
    const complaints = complaintsOf(page)
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.goto(home + path)
    await use(page)
    await page.close()
    expect(complaints).toEqual([])
    expect(asked.filter((url) => !url.startsWith(home) && !/^(blob|data):/.test(url))).toEqual([])
  }

  it('draws a map on the first page, and draws it anew', () =>
    on('index.html', async (page) => {
      const map = page.locator('umbra-map canvas')
      await page.getByText(/^Read as 6, /).waitFor()
      expect(await map.getAttribute('aria-label')).toMatch(/^Occlusion map of class 6, from −/)
      await page.getByLabel('Take this 3').click()
      await page.getByText(/^Read as 3, /).waitFor()
      await page.locator('.live-controls select').first().selectOption('8')
      await page.getByText(/lowers the score of 8/).waitFor()
      const before = await map.screenshot()
      const pad = (await page.locator('.live-pad').boundingBox())!
      await page.mouse.move(pad.x + 0.3 * pad.width, pad.y + 0.3 * pad.height)
      await page.mouse.down()
      await page.mouse.move(pad.x + 0.3 * pad.width, pad.y + 0.7 * pad.height, { steps: 8 })
      await page.mouse.up()
      await expect.poll(async () => before.equals(await map.screenshot())).toBe(false)
    }))

  it('finds pages and names without a network', () =>
    on('library/stats.html', async (page) => {
      await page.getByRole('button', { name: 'Search' }).click()
      const results = page.locator('#tsd-search-results')
      await page.locator('#tsd-search-input').fill('hedgesG')
      await results.getByText('hedgesG').first().waitFor()
      await page.locator('#tsd-search-input').fill('glossary')
      await results.getByText('Glossary').first().waitFor()
    }))

  it.each(PAGES)('%s.html fits a phone, in the light and in the dark', (path) =>
    on(`${path}.html`, async (page) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        await page.setViewportSize({ width: 360, height: 780 })
        await page.locator('h1').first().waitFor()
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        expect(over).toBe(0)
        const [ground, ink] = await page.evaluate(() => {
          const { backgroundColor, color } = getComputedStyle(document.body)
          return [backgroundColor, color].map((each) => Number(/\d+/.exec(each)![0]))
        })
        expect(colorScheme === 'dark' ? ink! - ground! : ground! - ink!).toBeGreaterThan(120)
      }
    }),
  )
})
