import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

/** The browser to test in: UMBRA_CHROMIUM, or where systems keep it. Without one the tests are skipped, except in CI. */
const executablePath = [process.env.UMBRA_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
  (path) => path !== undefined && existsSync(path),
)
export const skipped = executablePath === undefined && !process.env.CI

export function launch(): Promise<Browser> {
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking']
  return chromium.launch({ executablePath: executablePath!, args })
}
