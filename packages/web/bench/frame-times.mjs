/**
 * How long from the page's notice of a movement of the pen to that map's pixels on the canvas, in a real Chromium on the built site. Prints one JSON document.
 * Run `npm run build` first.
 */
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { preview } from 'vite'

const STROKES = 6
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}
const results = {}
for (const isolated of [true, false]) {
  const server = await preview({ preview: { port: 0, headers: isolated ? headers : {} }, logLevel: 'silent' })
  results[isolated ? 'isolated' : 'not isolated'] = await measure(server.resolvedUrls.local[0])
  await server.close()
}
console.log(JSON.stringify(results, null, 2))

async function measure(url) {
  const executablePath = process.env.UMBRA_CHROMIUM ?? '/usr/bin/chromium'
  if (!existsSync(executablePath)) throw new Error('no Chromium was found; name it in UMBRA_CHROMIUM')
  const profile = await mkdtemp(join(tmpdir(), 'umbra-bench-'))
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking']
  const context = await chromium.launchPersistentContext(profile, { executablePath, headless: true, args })
  const page = await context.newPage()
  await page.goto(url)
  await page.getByTestId('engine').filter({ hasText: 'map in' }).waitFor()
  const firstMapMs = await page.evaluate(() =>
    Math.round(performance.getEntriesByName('umbra first map')[0].startTime),
  )
  await page.getByTestId('engine').filter({ hasNotText: 'rounded' }).waitFor()
  for (let stroke = 0; stroke < STROKES; stroke++) {
    await drawEight(page)
    // The first drawing warms everything up.
    if (stroke === 0) await page.evaluate(() => performance.clearMeasures())
    if (stroke < STROKES - 1) await page.getByRole('button', { name: 'Clear' }).click()
  }
  const entries = await page.evaluate(() =>
    performance.getEntriesByName('umbra map').map(({ duration, detail }) => [duration, detail.worker]),
  )
  const engine = await page.getByTestId('engine').textContent()
  await context.close()
  await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  const [penToMap, inWorker] = [0, 1].map((column) => summary(entries.map((entry) => entry[column])))
  return { engine, firstMapMs, maps: entries.length, penToMap, inWorker }
}

async function drawEight(page) {
  const { x, y, width, height } = await page.getByTestId('pad').boundingBox()
  const at = (t) => [x + width * (0.5 + 0.2 * Math.sin(2 * t)), y + height * (0.5 - 0.35 * Math.cos(t))]
  await page.mouse.move(...at(0))
  await page.mouse.down()
  for (let i = 1; i <= 60; i++) await page.mouse.move(...at((i / 60) * 2 * Math.PI))
  await page.mouse.up()
}

function summary(times) {
  const sorted = times.sort((a, b) => a - b)
  const at = (share) =>
    Number(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(2))
  return { medianMs: at(0.5), p95Ms: at(0.95), worstMs: at(1) }
}
