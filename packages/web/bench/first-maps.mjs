/**
 * How long a person waits for the first map, in a real Chromium on the built site with an empty profile: of a digit, from the opening of
 * the page; and of a photograph under an ONNX file of ResNet-18's size, 45 MB of random weights with calibrated norms, from the dropping
 * of both. Beside it, what kept the page's own thread meanwhile: tasks over 50 ms as the browser counts them (Long Tasks API), and the
 * thread's time on the processor. Prints one JSON document. Run `npm run build` first, on a machine that does nothing else.
 *
 *   node bench/first-maps.mjs [--rounds 3]
 */
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { imagenetSubject, onnxModel } from '@umbra/core'
import { chromium } from 'playwright-core'
import { preview } from 'vite'

const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '3' } } })
const executablePath = process.env.UMBRA_CHROMIUM ?? '/usr/bin/chromium'
if (!existsSync(executablePath)) throw new Error('no Chromium was found; name it in UMBRA_CHROMIUM')

const onnx = onnxModel(imagenetSubject('resnet-18').model)
const load = loadavg()[0]
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const server = await preview({ root, preview: { port: 0, headers }, logLevel: 'silent' })
const folder = await mkdtemp(join(tmpdir(), 'umbra-bench-'))
const rounds = []
try {
  for (let round = 0; round < Number(options.rounds); round++) rounds.push(await measured(round))
} finally {
  await server.close()
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
}
const result = {
  processor: cpus()[0].model,
  cores: cpus().length,
  loadBefore: load,
  chromium: rounds[0].browser,
  modelMegabytes: Number((onnx.length / 1e6).toFixed(1)),
  rounds: rounds.map(({ digit, photograph }) => ({ digit, photograph })),
}
console.log(JSON.stringify(result, null, 2))

async function measured(round) {
  const context = await chromium.launchPersistentContext(join(folder, `profile ${round}`), {
    executablePath,
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
  try {
    const page = await context.newPage()
    const thread = await context.newCDPSession(page)
    await thread.send('Performance.enable', { timeDomain: 'threadTicks' })
    await page.addInitScript(watchLongTasks)
    const digit = await timeDigit(page, thread)
    const photograph = await timePhotograph(page, thread)
    return { digit, photograph, browser: context.browser()?.version() ?? '' }
  } finally {
    await context.close()
  }
}

/** An example digit is in the address, as it is where somebody was sent it. */
async function timeDigit(page, thread) {
  await page.goto(`${server.resolvedUrls.local[0]}?image=${six()}`)
  await page.getByTestId('engine').filter({ hasText: 'map in' }).waitFor()
  const firstMapMs = await page.evaluate(() => performance.getEntriesByName('umbra first map')[0].startTime)
  await page.getByTestId('engine').filter({ hasText: 'map in' }).filter({ hasNotText: 'rounded' }).waitFor()
  const exactMapMs = await page.evaluate(() => performance.now())
  return {
    firstMapMs: Math.round(firstMapMs),
    exactMapMs: Math.round(exactMapMs),
    ...(await kept(page, thread)),
  }
}

async function timePhotograph(page, thread) {
  const photograph = await drawnPhotograph(page)
  const sent = await page.evaluateHandle(
    ([model, picture]) => {
      const bytes = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
      const data = new DataTransfer()
      data.items.add(new File([bytes(model)], 'resnet-18.onnx'))
      data.items.add(new File([bytes(picture)], 'photograph.jpg', { type: 'image/jpeg' }))
      return data
    },
    [Buffer.from(onnx).toString('base64'), photograph],
  )
  const before = await kept(page, thread)
  const times = page.evaluate(watchPhotograph)
  await page.locator('main').dispatchEvent('drop', { dataTransfer: sent })
  const { scores, firstWindows, complete } = await times
  const after = await kept(page, thread)
  return {
    scoresMs: Math.round(scores),
    firstWindowsMs: Math.round(firstWindows),
    completeMs: Math.round(complete),
    windows: await page.getByTestId('map-done').textContent(),
    longTasksMs: after.longTasksMs.slice(before.longTasksMs.length),
    threadMs: after.threadMs - before.threadMs,
  }
}

/** In the page: milliseconds from the drop to the scores, the first windows on the canvas, and the whole map. */
function watchPhotograph() {
  return new Promise((resolve) => {
    const times = {}
    let began
    document
      .querySelector('main')
      .addEventListener('drop', () => (began = performance.now()), { capture: true })
    const look = () => {
      const since = performance.now() - began
      if (document.querySelector('.photo-score')) times.scores ??= since
      const canvas = document.querySelector('[data-testid="photo-map"]')
      if (canvas && times.firstWindows === undefined) {
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
        if (data.some((value, i) => i % 4 === 3 && value > 0)) times.firstWindows = since
      }
      if (document.querySelector('[data-testid="map-done"]')) resolve({ ...times, complete: since })
      else requestAnimationFrame(look)
    }
    look()
  })
}

function watchLongTasks() {
  globalThis.longTasks = []
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) globalThis.longTasks.push(Math.round(duration))
  }).observe({ type: 'longtask', buffered: true })
}

/** Tasks over 50 ms so far, by the clock, and how long the page's thread has worked, by the processor. */
async function kept(page, thread) {
  const longTasksMs = await page.evaluate(() => globalThis.longTasks)
  const { metrics } = await thread.send('Performance.getMetrics')
  const { value } = metrics.find(({ name }) => name === 'TaskDuration')
  return { longTasksMs, threadMs: Math.round(1000 * value) }
}

/** A photograph of a kind, 1600×1200, as a JPEG: smooth shades with grain. */
function drawnPhotograph(page) {
  return page.evaluate(() => {
    const [width, height] = [1600, 1200]
    const canvas = Object.assign(document.createElement('canvas'), { width, height })
    const context = canvas.getContext('2d')
    const picture = context.createImageData(width, height)
    for (let i = 0; i < width * height; i++) {
      const [x, y] = [i % width, Math.floor(i / width)]
      const near = Math.hypot(x - 920, y - 560) < 280 ? 120 : 0
      picture.data.set([(x / 8 + near) & 255, y / 8 + ((i * 7919) % 23), 200 - near, 255], 4 * i)
    }
    context.putImageData(picture, 0, 0)
    return canvas.toDataURL('image/jpeg', 0.9).split(',')[1]
  })
}

/** The digit that is drawn, as an address has it: runs of zeros and their length, bytes, in URL-safe base64. */
function six() {
  const pixels = new Uint8Array(784)
  for (let i = 0; i < 300; i++) {
    const t = i / 300
    const angle = Math.PI + 2 * Math.PI * Math.max(0, (t - 0.4) / 0.6)
    const x = t < 0.4 ? 17 - 17 * t : 14 + 4 * Math.cos(angle)
    const y = t < 0.4 ? 4 + 36 * t : 19 - 4 * Math.sin(angle)
    for (const [dx, dy] of [
      [0, 0],
      [1, 0],
      [0, 1],
    ])
      pixels[(Math.round(y) + dy) * 28 + Math.round(x) + dx] = 255
  }
  const bytes = []
  for (let i = 0; i < pixels.length; ) {
    if (pixels[i] !== 0) bytes.push(pixels[i++])
    else {
      let run = 0
      while (run < 255 && pixels[i + run] === 0) run++
      bytes.push(0, run)
      i += run
    }
  }
  return Buffer.from(bytes).toString('base64url')
}
