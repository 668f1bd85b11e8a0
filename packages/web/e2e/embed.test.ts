import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { BrowserContext } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, skipped } from './chromium.ts'
import { serveSite } from './serve-site.ts'
import { DIST } from './studio.ts'
import { complaintsOf } from './studio-page.ts'

const EXAMPLES = resolve(import.meta.dirname, '../../../examples/embed')
const MODEL = resolve(import.meta.dirname, '../../../models/reference')
/** Of the scripts a page with one map loads, gzipped. */
const LARGEST = 120_000

describe.skipIf(skipped)('another page', () => {
  const folder = mkdtempSync(join(tmpdir(), 'umbra-embed-'))
  let context: BrowserContext
  beforeAll(async () => {
    context = await launch()
  })
  afterAll(async () => {
    await context?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('shows a map with an element, without a bundler', async () => {
    const site = join(folder, 'plain')
    cpSync(join(EXAMPLES, 'without-bundler'), site, { recursive: true })
    symlinkSync(DIST, join(site, 'umbra'))
    cpSync(resolve(import.meta.dirname, 'digit.png'), join(site, 'digit.png'))
    const { label, scripts } = await show(site, 'umbra-map >> canvas')
    expect(label).toMatch(/^Occlusion map of class 6, from −[\d.]+ \(blue\) to [\d.]+ \(red\)$/)
    expect(scripts).toBeLessThan(LARGEST)
  })

  it('shows a map with @umbra/core, through a bundler', async () => {
    const root = join(EXAMPLES, 'with-bundler')
    const outDir = join(folder, 'bundled')
    await build({
      root,
      base: './',
      logLevel: 'error',
      build: { outDir, target: 'es2022', chunkSizeWarningLimit: 4000 },
    })
    cpSync(MODEL, join(outDir, 'model'), { recursive: true })
    const { label, scripts } = await show(outDir, 'canvas[title]')
    expect(label).toMatch(/^What speaks for \d$/)
    expect(scripts).toBeLessThan(LARGEST)
  })

  /** Opens a folder's page, and waits for its map. */
  async function show(site: string, canvas: string): Promise<{ label: string; scripts: number }> {
    const server = await serveSite(site)
    const page = await context.newPage()
    const complaints = complaintsOf(page)
    await page.goto(server.url)
    const map = page.locator(canvas).and(page.locator('[title]'))
    await map.waitFor()
    const label = (await map.getAttribute('title'))!
    await page.close()
    server.close()
    expect(complaints.filter((complaint) => !complaint.includes('404'))).toEqual([])
    const scripts = [...server.sent.keys()].filter((path) => path.endsWith('.js'))
    const sizes = scripts.map((path) => gzipSync(readFileSync(join(site, path))).length)
    return { label, scripts: sizes.reduce((sum, size) => sum + size, 0) }
  }
})
