/**
 * The studio's benchmark page in a real Chromium: checks and times the backends it has, and saves the result as JSON.
 * Run `npm run build` first.
 *
 *   node bench/backends.mjs benchmark.json [--without 'TensorFlow.js webgpu'] [--thorough]
 */
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'
import { preview } from 'vite'

/** However slow a backend is, a page is not waited for longer. */
const PATIENCE = 180_000

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    without: { type: 'string', multiple: true, default: [] },
    thorough: { type: 'boolean', default: false },
  },
})
const out = resolve(positionals[0] ?? 'benchmark.json')
const executablePath = process.env.UMBRA_CHROMIUM ?? '/usr/bin/chromium'
if (!existsSync(executablePath)) throw new Error('no Chromium was found; name it in UMBRA_CHROMIUM')

const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const server = await preview({ root, preview: { port: 0, headers }, logLevel: 'silent' })
const profile = await mkdtemp(join(tmpdir(), 'umbra-bench-'))
const args = ['--no-sandbox', '--disable-background-networking']
const context = await chromium.launchPersistentContext(profile, {
  executablePath,
  args,
  headless: true,
  acceptDownloads: true,
})
try {
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE)
  await page.goto(`${server.resolvedUrls.local[0]}?view=benchmark`)
  for (const name of options.without) await page.getByLabel(name, { exact: true }).uncheck()
  if (options.thorough) await page.getByLabel(/^Every size/).check()
  await page.getByRole('button', { name: 'Measure' }).click()
  await page.getByRole('button', { name: 'Measure' }).and(page.locator(':enabled')).waitFor()
  console.log(await page.getByTestId('recommendation').textContent())
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save JSON' }).click(),
  ])
  await download.saveAs(out)
} finally {
  await context.close()
  await server.close()
  await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
}
