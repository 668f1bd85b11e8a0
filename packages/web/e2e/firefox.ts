import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, firefox } from 'playwright-core'
import { removeWhenLetGo } from './chromium.ts'

const CANDIDATES = [
  process.env.UMBRA_FIREFOX,
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
]

const executablePath = CANDIDATES.find((path) => path !== undefined && existsSync(path))

/** Without Firefox the tests are skipped, except in continuous integration, where they fail. */
export const withoutFirefox = executablePath === undefined && !process.env.CI

/** Starts a Firefox as its makers ship it, by WebDriver BiDi, with an empty profile; closing removes it. */
export async function launchFirefox(): Promise<BrowserContext> {
  if (!executablePath) throw new Error('no Firefox was found; install one, or name it in UMBRA_FIREFOX')
  const profile = mkdtempSync(join(tmpdir(), 'umbra-firefox-'))
  const context = await firefox.launchPersistentContext(profile, {
    ...{ executablePath, channel: 'moz-firefox', headless: true },
    firefoxUserPrefs: QUIET,
  })
  context.on('close', () => removeWhenLetGo(profile))
  return context
}

/** It asks nobody but the page's own site. */
const QUIET = {
  'app.update.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,',
  'toolkit.telemetry.reportingpolicy.firstRun': false,
}
