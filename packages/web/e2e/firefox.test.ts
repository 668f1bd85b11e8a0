import { createHash } from 'node:crypto'
import { createExplainer, loadModel, type Model } from '@umbra/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pixelsOfText } from '../src/drawing/image-text.ts'
import { smallPngFile } from '../vite/small-png-file.ts'
import { FirefoxPage, withoutFirefox } from './firefox.ts'
import { REFERENCE } from './in-node.ts'
import { mobileOnnx } from './mobile-onnx.ts'
import { type Site, serveSite } from './serve-site.ts'
import { DIST } from './studio.ts'
import { SIX } from './studio-page.ts'

/** As much of explanation.json as is compared. */
interface Shown {
  readonly map: readonly (readonly number[])[]
  readonly prediction: { readonly scores: readonly number[] }
  readonly engine: { readonly name: string; readonly variant: 'simd'; readonly threads: number }
}

/** What a button saves, read in the page. */
async function savedBy(page: FirefoxPage, label: string): Promise<Shown> {
  await page.evaluate(() => Object.assign(window, { saved: undefined }) && null)
  await page.until((name: string) => {
    const button = [...document.querySelectorAll('button')].find(({ textContent }) => textContent === name)
    if (!button || button.disabled) return null
    const make = URL.createObjectURL.bind(URL)
    URL.createObjectURL = (blob: Blob) => {
      void blob.text().then((saved) => Object.assign(window, { saved }))
      return make(blob)
    }
    button.click()
    return true
  }, label)
  return JSON.parse(await page.until(() => (window as { saved?: string }).saved ?? null))
}

/** Expects the page's numbers to be Node's, by the same kernels on one thread, to the bit. */
async function expectNodesBits(
  { engine, map, prediction }: Shown,
  model: Model,
  images: { readonly data: Float32Array; readonly shape: readonly [number, number, number, number] },
  options: { readonly stride?: number } = {},
): Promise<void> {
  expect(engine).toMatchObject({ name: 'incremental', variant: 'simd' })
  const explainer = await createExplainer(model, { threads: 1, variant: engine.variant })
  const { maps, base } = await explainer.explain(images, options)
  explainer.dispose()
  expect(digest(map.flat())).toBe(digest(maps.data))
  expect(digest(prediction.scores)).toBe(digest(base.data))
}

function digest(values: ArrayLike<number>): string {
  return createHash('sha256')
    .update(new Uint8Array(Float32Array.from(values).buffer))
    .digest('hex')
}

/** Every step goes through the browser's protocol, which a busy machine makes slow. */
const PATIENCE = { timeout: 180_000 }

describe.skipIf(withoutFirefox)('Firefox', PATIENCE, () => {
  let page: FirefoxPage
  let site: Site
  beforeAll(async () => {
    site = await serveSite(DIST)
    page = await FirefoxPage.launch()
  })
  afterAll(async () => {
    await page?.close()
    site?.close()
  })

  it('draws a digit, and has its map to the bit of Node’s, on all threads', async () => {
    await page.open(`${site.url}?image=none`)
    await page.shows('engine', /^Reference model, test accuracy/)
    await page.draw('pad', SIX)
    await page.shows('engine', /map in [\d.]+ ms$/)
    const shown = await savedBy(page, 'JSON')
    const image = await page.until(() => {
      const drawn = new URLSearchParams(location.search).get('image')
      return drawn === 'none' ? null : drawn
    })
    const data = Float32Array.from(pixelsOfText(image, 784)!, (value) => value / 255)
    await expectNodesBits(shown, await loadModel(REFERENCE), { data, shape: [1, 28, 28, 1] })
    expect(shown.engine.threads).toBe(await page.evaluate(() => navigator.hardwareConcurrency))
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)
    expect(await page.complaints()).toEqual([])
  })

  it('explains a photograph under an ONNX file, to the bit of Node’s', async () => {
    const [side, onnx] = [224, mobileOnnx(10)]
    const bytes = Uint8Array.from({ length: side * side * 3 }, (_, i) => (i * 7919 + (i >> 7) * 31) & 255)
    await page.open(`${site.url}?photo.stride=32,32`)
    await page.shows('engine', /engine/)
    const dropped = [onnx, smallPngFile(bytes, side, side)].map((file) =>
      Buffer.from(file).toString('base64'),
    )
    await page.evaluate(
      (names: readonly string[], files: readonly string[]) => {
        const dataTransfer = new DataTransfer()
        for (const [i, base64] of files.entries()) {
          const file = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
          dataTransfer.items.add(new File([file], names[i]!))
        }
        document.querySelector('main')!.dispatchEvent(new DragEvent('drop', { bubbles: true, dataTransfer }))
      },
      ['mobile.onnx', 'photo.png'],
      dropped,
    )
    await page.shows('map-done', /^49 windows of 32×32 pixels, 32×32 apart/)
    const shown = await savedBy(page, 'explanation.json')
    const data = Float32Array.from(bytes, (value) => value / 255)
    await expectNodesBits(shown, await loadModel(onnx), { data, shape: [1, side, side, 3] }, { stride: 32 })
    expect(await page.complaints()).toEqual([])
  })
})
