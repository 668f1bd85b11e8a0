import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium } from 'playwright-core'

const CANDIDATES = [
  process.env.UMBRA_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** The browser to test in: UMBRA_CHROMIUM, or one where systems keep it. */
export const executablePath = CANDIDATES.find((path) => path !== undefined && existsSync(path))

/** Without a browser the tests are skipped, except in continuous integration, where they fail. */
export const skipped = executablePath === undefined && !process.env.CI

/** What makes a browser compute WebGPU and WebGL on the processor, as if that were a graphics card. */
export const SOFTWARE_CARD = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--enable-unsafe-swiftshader',
]

/** A camera that films a moving pattern, for pages that are allowed to use one. */
const FILMED = '--use-fake-device-for-media-stream'

/** Milliseconds a page may take to come to what a test waits for: how fast the machine is must not decide. */
const PATIENCE = 90_000

/** Starts a browser with an empty profile; closing removes it. */
export async function launch(graphics: readonly string[] = ['--disable-gpu']): Promise<BrowserContext> {
  if (!executablePath) throw new Error('no Chromium was found; install one, or name it in UMBRA_CHROMIUM')
  const profile = mkdtempSync(join(tmpdir(), 'umbra-chromium-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: ['--no-sandbox', '--disable-background-networking', FILMED, ...graphics],
    acceptDownloads: true,
  })
  context.setDefaultTimeout(PATIENCE)
  context.on('close', () => removeWhenLetGo(profile))
  return context
}

/** The browser's last processes may still be writing when it says that it has closed. */
export function removeWhenLetGo(profile: string): void {
  setTimeout(() => rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }), 500)
}
