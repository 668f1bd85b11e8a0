import { readFile } from 'node:fs/promises'
import axeCore from 'axe-core'
import type { JSHandle, Page } from 'playwright-core'
import { expect } from 'vitest'

/** In a page, once axe-core's source has run there. */
declare const axe: typeof axeCore

/** Everything a page complained of: console errors and warnings, uncaught exceptions, requests that failed. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? ''
    // A page that goes on to another gives up what it was fetching.
    if (reason !== 'net::ERR_ABORTED') complaints.push(`${request.url()}: ${reason}`)
  })
  return complaints
}

/** Draws strokes on the pad with the mouse. @param strokes - points in shares of the pad's sides */
export async function draw(
  page: Page,
  ...strokes: readonly (readonly (readonly [number, number])[])[]
): Promise<void> {
  const pad = page.getByTestId('pad')
  await pad.scrollIntoViewIfNeeded()
  const { x, y, width, height } = (await pad.boundingBox())!
  for (const [first, ...rest] of strokes) {
    await page.mouse.move(x + first![0] * width, y + first![1] * height)
    await page.mouse.down()
    for (const [px, py] of rest) await page.mouse.move(x + px * width, y + py * height, { steps: 1 })
    await page.mouse.up()
  }
}

/** Something like a 6. */
export const SIX: readonly (readonly [number, number])[] = Array.from({ length: 28 }, (_, i) => {
  if (i < 10) return [0.62 - 0.025 * i, 0.15 + 0.045 * i] as const
  const angle = Math.PI + ((i - 10) / 17) * 2 * Math.PI
  return [0.52 + 0.14 * Math.cos(angle), 0.68 - 0.15 * Math.sin(angle)] as const
})

/** The map's pixels as the page shows them, as one text. */
export function mapOf(page: Page): Promise<string> {
  return page.getByTestId('map').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL())
}

/** What a button of this name saves. */
export async function downloadOf(page: Page, name: string): Promise<Buffer> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name, exact: true }).click(),
  ])
  return readFile(await download.path())
}

/** A picture's pixels as the browser decodes them: float32 [H, W, 3], 0 … 1. @param png - the file in Base64 */
export async function decodedPixels(page: Page, png: string): Promise<Float32Array> {
  const bytes = await page.evaluate(async (base64) => {
    const image = new Image()
    image.src = `data:image/png;base64,${base64}`
    await image.decode()
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d')!
    context.drawImage(image, 0, 0)
    return [...context.getImageData(0, 0, image.width, image.height).data].filter((_, i) => i % 4 !== 3)
  }, png)
  return Float32Array.from(bytes, (value) => value / 255)
}

interface DroppedFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/** Files in the page, to be dropped. */
export function carried(page: Page, ...files: readonly DroppedFile[]): Promise<JSHandle<DataTransfer>> {
  const sent = files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString('base64') }))
  return page.evaluateHandle((dropped) => {
    const data = new DataTransfer()
    for (const { name, base64 } of dropped) {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
      data.items.add(new File([bytes], name))
    }
    return data
  }, sent)
}

/** Drops files on the page. */
export async function drop(page: Page, ...files: readonly DroppedFile[]): Promise<void> {
  await letGo(page, await carried(page, ...files))
}

/** Drops what is carried. */
export async function letGo(page: Page, dataTransfer: JSHandle<DataTransfer>): Promise<void> {
  await page.locator('main').dispatchEvent('drop', { dataTransfer })
}

/** Expects axe to find nothing, in light and in dark. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.evaluate(axeCore.source)
    const { violations } = await page.evaluate(() => axe.run())
    expect(violations.map(({ id, impact, nodes }) => [id, impact, nodes[0]?.html])).toEqual([])
  }
}

/** Expects nothing to be wider than the window, down to 360 pixels. */
export async function expectToFit(page: Page): Promise<void> {
  for (const width of [360, 800]) {
    await page.setViewportSize({ width, height: 800 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
  }
}

/** Expects every control in sight to take the focus from the Tab key in one round, and to show it. */
export async function expectReachableByTab(page: Page): Promise<void> {
  // Controls of options come once the worker has described them.
  await page.locator('.control[aria-hidden]').first().waitFor({ state: 'detached' })
  await page.evaluate(() => (document.activeElement as HTMLElement).blur())
  const controls = 'a[href], button:enabled, input:enabled, select, summary, [tabindex="0"]'
  const missing = () =>
    page.evaluate((selector) => {
      const reached = (control: HTMLElement) =>
        control.dataset.reached !== undefined ||
        // Radio buttons of a name are one stop; arrows go on from there.
        (control instanceof HTMLInputElement && control.type === 'radio' && !control.checked)
      const inSight = [...document.querySelectorAll<HTMLElement>(selector)].filter((each) =>
        each.checkVisibility(),
      )
      return inSight.filter((control) => !reached(control)).map((control) => control.outerHTML)
    }, controls)
  const most = (await missing()).length + 2
  for (let i = 0; i < most; i++) {
    await page.keyboard.press('Tab')
    const hidden = await page.evaluate(() => {
      const control = document.activeElement as HTMLElement
      control.dataset.reached = ''
      const shows = control.closest('.square, .skip') ?? control
      const { outlineStyle, outlineWidth } = getComputedStyle(shows)
      const isShown = control.matches('.skip, body') || (outlineStyle !== 'none' && outlineWidth !== '0px')
      return isShown ? '' : control.outerHTML
    })
    expect(hidden, 'has the focus, and does not show it').toBe('')
  }
  expect(await missing()).toEqual([])
}
