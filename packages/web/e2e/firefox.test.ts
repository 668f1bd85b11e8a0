import { createHash } from 'node:crypto'
import { createExplainer, loadModel, type Model } from '@umbra/core'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pixelsOfText } from '../src/drawing/image-text.ts'
import { smallPngFile } from '../vite/small-png-file.ts'
import { launchFirefox, withoutFirefox } from './firefox.ts'
import { REFERENCE } from './in-node.ts'
import { mobileOnnx } from './mobile-onnx.ts'
import { type Site, serveSite } from './serve-site.ts'
import { DIST } from './studio.ts'
import { draw, drop, SIX } from './studio-page.ts'

/** What a page saves, read in the page: protocols differ in what becomes of downloads. */
async function savedBy(page: Page, button: string): Promise<string> {
  await page.evaluate(() => {
    const make = URL.createObjectURL.bind(URL)
    URL.createObjectURL = (blob: Blob) => {
      Object.assign(globalThis, { saved: blob.text() })
      return make(blob)
    }
  })
  await page.getByRole('button', { name: button, exact: true }).click()
  await page.waitForFunction(() => 'saved' in globalThis)
  return page.evaluate(() => (globalThis as unknown as { saved: Promise<string> }).saved)
}

interface Explained {
  readonly map: readonly (readonly number[])[]
  readonly prediction: { readonly scores: readonly number[] }
  readonly engine: {
    readonly name: string
    readonly variant: 'simd' | 'scalar' | 'relaxed-simd'
    readonly threads: number
  }
}

/** Expects the page's numbers to be Node's, on one thread and the same kernels, to the bit. */
async function expectSameInNode(
  shown: Explained,
  model: Model,
  image: { readonly data: Float32Array; readonly shape: readonly [number, number, number, number] },
  options: { readonly stride?: number } = {},
): Promise<void> {
  expect(shown.engine).toMatchObject({ name: 'incremental', variant: 'simd' })
  const explainer = await createExplainer(model, { threads: 1, variant: shown.engine.variant })
  const { maps, base } = await explainer.explain(image, options)
  explainer.dispose()
  expect(digest(shown.map.flat())).toBe(digest(maps.data))
  expect(digest(shown.prediction.scores)).toBe(digest(base.data))
}

const digest = (values: ArrayLike<number>) =>
  createHash('sha256')
    .update(new Uint8Array(Float32Array.from(values).buffer))
    .digest('hex')

describe.skipIf(withoutFirefox)('Firefox', () => {
  let context: BrowserContext
  let site: Site
  let page: Page
  const complaints: string[] = []
  beforeAll(async () => {
    site = await serveSite(DIST)
    context = await launchFirefox()
    page = await context.newPage()
    page.on('pageerror', ({ message }) => complaints.push(message))
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    await page.goto(site.url)
    await page.getByTestId('engine').filter({ hasText: 'map in' }).filter({ hasNotText: 'rounded' }).waitFor()
  })
  afterAll(async () => {
    await context?.close()
    site?.close()
  })

  it('draws a digit, and has its map to the bit of Node’s, with threads', async () => {
    await draw(page, SIX)
    await page.getByText('The pixel of the largest drop').waitFor()
    const address = await page.getByRole('textbox', { name: 'address' }).inputValue()
    const shown: Explained = JSON.parse(await savedBy(page, 'JSON'))
    expect(shown.engine.threads).toBe(await page.evaluate(() => navigator.hardwareConcurrency))
    const pixels = pixelsOfText(new URL(address).searchParams.get('image')!, 784)!
    const data = Float32Array.from(pixels, (value) => value / 255)
    await expectSameInNode(shown, await loadModel(REFERENCE), { data, shape: [1, 28, 28, 1] })
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)
    expect(complaints).toEqual([])
  })

  it('explains a photograph under an ONNX file, to the bit of Node’s', async () => {
    const side = 224
    const bytes = Uint8Array.from({ length: side * side * 3 }, (_, i) => (i * 7919 + (i >> 7) * 31) & 255)
    const onnx = mobileOnnx(10)
    await page.goto(`${site.url}?photo.stride=32,32`)
    await page.getByTestId('engine').filter({ hasText: 'engine' }).waitFor()
    await drop(
      page,
      { name: 'mobile.onnx', bytes: onnx },
      { name: 'photo.png', bytes: smallPngFile(bytes, side, side) },
    )
    await page.getByTestId('map-done').waitFor()
    const shown: Explained = JSON.parse(await savedBy(page, 'explanation.json'))
    const data = Float32Array.from(bytes, (value) => value / 255)
    await expectSameInNode(shown, await loadModel(onnx), { data, shape: [1, side, side, 3] }, { stride: 32 })
    expect(complaints).toEqual([])
  })
})
