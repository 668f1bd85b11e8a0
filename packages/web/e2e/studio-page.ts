import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'

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

/** Drops files on the page. */
export async function drop(
  page: Page,
  ...files: readonly { readonly name: string; readonly bytes: Uint8Array }[]
): Promise<void> {
  const sent = files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString('base64') }))
  const transfer = await page.evaluateHandle((dropped) => {
    const data = new DataTransfer()
    for (const { name, base64 } of dropped) {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
      data.items.add(new File([bytes], name))
    }
    return data
  }, sent)
  await page.locator('main').dispatchEvent('drop', { dataTransfer: transfer })
}
