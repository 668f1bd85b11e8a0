import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { createExplainer, type Explanation, fitImage, loadModel, type Pixels } from '@umbra/core'
import type { BrowserContext } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, skipped } from './chromium.ts'
import { expectInReadme } from './readme-sizes.ts'
import { serveSite } from './serve-site.ts'
import { DIST } from './studio.ts'
import { complaintsOf } from './studio-page.ts'

const ROOT = resolve(import.meta.dirname, '../../..')
const EXAMPLES = join(ROOT, 'examples/embed')
const MODEL = resolve(import.meta.dirname, '../../../models/reference')
const DIGIT = resolve(import.meta.dirname, 'fixtures/digit')
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
    await expectInReadme('scripts of a page with one umbra-map', scripts)
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

  it('shows a map with an element in React, whose events and attributes have types', async () => {
    const root = join(EXAMPLES, 'react')
    execFileSync(process.execPath, [resolve(ROOT, 'node_modules/typescript/bin/tsc'), '-p', root])
    // Beside the page as the example says: what the studio was built to, in the folder of public files.
    const publicDir = join(folder, 'public')
    const outDir = join(folder, 'react')
    mkdirSync(publicDir)
    symlinkSync(DIST, join(publicDir, 'umbra'))
    await build({
      ...{ root, base: './', logLevel: 'error', publicDir },
      build: { outDir, target: 'es2022', copyPublicDir: false },
    })
    symlinkSync(DIST, join(outDir, 'umbra'))
    cpSync(resolve(import.meta.dirname, 'digit.png'), join(outDir, 'digit.png'))
    const server = await serveSite(outDir)
    const page = await context.newPage()
    const complaints = complaintsOf(page)
    await page.goto(server.url)
    await page.getByText('What speaks for 6, 4×4').waitFor()
    await page.getByRole('slider').fill('6')
    await page.getByText('What speaks for 6, 6×6').waitFor()
    expect(await page.locator('umbra-map >> canvas').getAttribute('title')).toMatch(
      /^Occlusion map of class 6/,
    )
    await page.close()
    server.close()
    expect(complaints.filter((complaint) => !complaint.includes('404'))).toEqual([])
  })

  it.each([
    [MODEL, 'model.json', [28, 28, 1]],
    [DIGIT, 'net.onnx', [28, 28, 1]],
    [DIGIT, 'net-wide.onnx', [32, 32, 3]],
    [DIGIT, 'net.h5', [28, 28, 1]],
  ] as const)('fits a picture to %s/%s as the library does', async (models, file, shape) => {
    const site = mkdtempSync(join(folder, 'fitted-'))
    symlinkSync(DIST, join(site, 'umbra'))
    symlinkSync(models, join(site, 'models'))
    writeFileSync(join(site, 'index.html'), '<script type="module" src="umbra/umbra-map.js"></script>')
    writeFileSync(join(site, 'wide.bmp'), bmp(WIDE))
    const server = await serveSite(site)
    const page = await context.newPage()
    await page.goto(server.url)
    const shown = await page.evaluate(async (model) => {
      const map = Object.assign(document.createElement('div'), {
        innerHTML: `<umbra-map model="models/${model}" src="wide.bmp" target="6"></umbra-map>`,
      })
      const told = new Promise<Explanation>((done, failed) => {
        map.addEventListener('umbra-explained', (event) => done((event as CustomEvent<Explanation>).detail))
        map.addEventListener('umbra-failed', (event) => failed((event as CustomEvent<Error>).detail))
      })
      document.body.append(map)
      const { base, maps } = await told
      return { base: [...base.data], map: [...maps.data] }
    }, file)
    await page.close()
    server.close()

    const { data } = fitImage(WIDE, shape, { fit: 'stretch' })
    const explainer = await createExplainer(await loadModel(join(models, file)), { threads: 1 })
    const images = { data, shape: [1, ...shape] } as const
    const { base, maps } = await explainer.explain(images, { target: 6 })
    explainer.dispose()
    expect(shown).toEqual({ base: [...base.data], map: [...maps.data] })
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

/** Something like a digit, in colour. */
const WIDE: Pixels = {
  ...{ width: 45, height: 31, channels: 3, format: 'BMP' },
  *rows() {
    for (let y = 0; y < 31; y++) {
      yield Float32Array.from({ length: 45 * 3 }, (_, i) => {
        const ring = Math.abs(Math.hypot(Math.floor(i / 3) - 22, y - 15) - 9) < 2.5
        return (ring ? 200 + 20 * (i % 3) : (3 * y) % 17) / 255
      })
    }
  },
}

/** A picture as a bitmap of 24 bits a pixel: no two readers disagree on it. */
function bmp(picture: Pixels): Buffer {
  const { width, height } = picture
  const stride = Math.ceil((width * 3) / 4) * 4
  const file = Buffer.alloc(54 + stride * height)
  file.write('BM')
  file.writeUInt32LE(file.length, 2)
  file.writeUInt32LE(54, 10)
  file.writeUInt32LE(40, 14)
  file.writeInt32LE(width, 18)
  // Negative: rows from the top.
  file.writeInt32LE(-height, 22)
  file.writeUInt16LE(1, 26)
  file.writeUInt16LE(24, 28)
  let at = 54
  for (const row of picture.rows()) {
    // Blue, green, red.
    row.forEach((value, i) => {
      file[at + i - (i % 3) + 2 - (i % 3)] = Math.round(value * 255)
    })
    at += stride
  }
  return file
}
