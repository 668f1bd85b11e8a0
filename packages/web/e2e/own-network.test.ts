import { createExplainer, loadModel } from '@umbra/core'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { mobileOnnx } from './mobile-onnx.ts'
import { watchStalls } from './stalls.ts'
import { describeStudio } from './studio.ts'
import {
  carried,
  decodedPixels,
  downloadOf,
  drop,
  expectAccessible,
  expectToFit,
  letGo,
} from './studio-page.ts'

const ONNX = { name: 'mobile.onnx', bytes: mobileOnnx(1000) }

/** A photograph of a kind: smooth shades with grain, drawn and encoded in the page. */
async function photograph(page: Page): Promise<{ name: string; bytes: Buffer }> {
  const base64 = await page.evaluate(() => {
    const canvas = document.createElement('canvas')
    Object.assign(canvas, { width: 400, height: 300 })
    const context = canvas.getContext('2d')!
    const picture = context.createImageData(400, 300)
    for (let i = 0; i < 120_000; i++) {
      const [x, y] = [i % 400, Math.floor(i / 400)]
      const near = Math.hypot(x - 230, y - 140) < 70 ? 120 : 0
      picture.data.set([(x / 2 + near) & 255, y / 2 + ((i * 7919) % 23), 200 - near, 255], 4 * i)
    }
    context.putImageData(picture, 0, 0)
    return canvas.toDataURL('image/png').split(',')[1]!
  })
  return { name: 'photo.png', bytes: Buffer.from(base64, 'base64') }
}

const mapped = (page: Page) => page.getByTestId('map-done').waitFor()

describeStudio('a network of one’s own, 224×224', (studio) => {
  it('explains a photograph with the library’s numbers, and never stalls the page', async () => {
    const { page, complaints } = await studio.open()
    const files = await carried(page, ONNX, await photograph(page))
    const stalls = await watchStalls(page)
    await letGo(page, files)
    await page.getByText(/mobile\.onnx: this model now explains pictures; taken as ONNX/).waitFor()
    await page.getByText(/625 windows of 32×32 pixels, 8×8 apart/).waitFor()
    expect(await page.getByRole('textbox', { name: 'command' }).inputValue()).toBe(
      'umbra explain photo.png --model mobile.onnx --fit cover',
    )
    const shown = JSON.parse((await downloadOf(page, 'explanation.json')).toString())
    await page.getByTestId('photo-map').hover()
    await page.getByText('the one centred nearest it').waitFor()
    expect(await stalls()).toEqual([])

    const explainer = await createExplainer(await loadModel(ONNX.bytes), { threads: 1 })
    const seen = await decodedPixels(page, shown.image.png)
    const { base, maps } = await explainer.explain({ data: seen, shape: [1, 224, 224, 3] })
    explainer.dispose()
    expect(shown.prediction.scores).toHaveLength(1000)
    // The PNG in the document has the image in 8 bits, which it was resized from.
    expect(furthest(shown.prediction.scores, base.data)).toBeLessThan(0.05)
    expect(furthest(shown.map.flat(), maps.data)).toBeLessThan(0.05)

    await page.getByLabel('Another class').selectOption('417')
    await page.getByText('Mean drop of the logit of 417').waitFor()
    await expectAccessible(page)
    await expectToFit(page)
    expect(complaints).toEqual([])
    await page.close()
  })

  it('fills its map in as windows finish, is cancelled with what there is, and goes on', async () => {
    const { page } = await studio.open()
    await drop(page, ONNX, await photograph(page))
    await mapped(page)
    // Many windows, so that there is time to see them come.
    await page.getByLabel('stride', { exact: true }).fill('2')
    await page.getByRole('progressbar', { name: 'Windows scored' }).waitFor()
    await page.getByText(/\d+ of \d+ windows · \d+ s left/).waitFor()
    const [known, all] = await page.getByTestId('photo-map').evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
      const opaque = Array.from({ length: data.length / 4 }, (_, i) => data[4 * i + 3]! > 0)
      return [opaque.filter(Boolean).length, opaque.length]
    })
    expect(known).toBeGreaterThan(0)
    expect(known).toBeLessThan(all!)
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByText(/Cancelled: the map is of \d+ of 9409 windows/).waitFor()
    await page.getByLabel('stride', { exact: true }).fill('24')
    await page.getByText(/81 windows of 32×32 pixels, 24×24 apart/).waitFor()
    await page.close()
  })

  it('has its images prepared otherwise, and its scores follow at once', async () => {
    const { page } = await studio.open()
    await drop(page, ONNX, await photograph(page))
    await mapped(page)
    const figures = () => page.locator('.photo-score .figure.muted').allTextContents()
    const before = await figures()
    await page.getByLabel('Trained on').selectOption('ImageNet’s mean and deviation (torchvision)')
    await page.getByTestId('preprocessing').filter({ hasText: '(x − [0.485, 0.456, 0.406])' }).waitFor()
    await expect.poll(figures).not.toEqual(before)
    const command = page.getByRole('textbox', { name: 'command' })
    expect(await command.inputValue()).toMatch(
      /--scale 1 --mean 0\.485,0\.456,0\.406 --std 0\.229,0\.224,0\.225 --channel-order rgb$/,
    )
    await page.getByLabel('mean', { exact: true }).fill('nonsense')
    await page.getByLabel('mean', { exact: true }).press('Enter')
    await page.locator('[data-code="OPTION_INVALID"]').waitFor()
    await page.getByLabel('Resize').selectOption('contain')
    await page.getByText(/padded with black to 224×224/).waitFor()
    await page.close()
  })
})

describeStudio(
  'a network of one’s own in a page that is not isolated',
  (studio) => {
    it('explains a photograph all the same', async () => {
      const { page, complaints } = await studio.open()
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(false)
      const files = await carried(page, ONNX, await photograph(page))
      const stalls = await watchStalls(page)
      await letGo(page, files)
      await page.getByText(/625 windows of 32×32 pixels/).waitFor()
      expect(await stalls()).toEqual([])
      expect(complaints).toEqual([])
      await page.close()
    })
  },
  { isolated: false },
)

function furthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let most = 0
  for (let i = 0; i < b.length; i++) most = Math.max(most, Math.abs(a[i]! - b[i]!))
  return most
}
