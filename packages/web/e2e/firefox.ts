import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BidiSession } from './bidi-session.ts'
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

/** It asks nobody but the page's own site. */
const PREFERENCES = {
  'app.update.disabledForTesting': true,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,#remote-settings-dummy/v1',
}

/** A page of a Firefox as its makers ship it, driven by WebDriver BiDi, which is all that it offers. */
export class FirefoxPage {
  readonly #session: BidiSession
  readonly #context: string
  readonly #browser: ChildProcess
  readonly #ended: Promise<void>

  private constructor(session: BidiSession, context: string, browser: ChildProcess, ended: Promise<void>) {
    this.#session = session
    this.#context = context
    this.#browser = browser
    this.#ended = ended
  }

  /** Starts a browser with an empty profile, which closing removes. */
  static async launch(): Promise<FirefoxPage> {
    if (!executablePath) throw new Error('no Firefox was found; install one, or name it in UMBRA_FIREFOX')
    const profile = mkdtempSync(join(tmpdir(), 'umbra-firefox-'))
    const lines = Object.entries(PREFERENCES).map(
      ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
    )
    writeFileSync(join(profile, 'user.js'), lines.join('\n'))
    const args = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0']
    const browser = spawn(executablePath, args, { stdio: ['ignore', 'ignore', 'pipe'] })
    const ended = new Promise<void>((resolve) => browser.once('exit', () => resolve()))
    void ended.then(() => removeWhenLetGo(profile))
    const address = await listening(browser)
    const session = await BidiSession.connect(`${address}/session`)
    await session.send('session.new', { capabilities: {} })
    await session.send('session.subscribe', { events: ['log.entryAdded'] })
    const { contexts } = await session.send('browsingContext.getTree', {})
    return new FirefoxPage(session, contexts[0].context, browser, ended)
  }

  /** What the page complained of: uncaught exceptions, errors and warnings. */
  get complaints(): readonly string[] {
    return this.#session.complaints
  }

  async open(url: string): Promise<void> {
    await this.#session.send('browsingContext.navigate', { context: this.#context, url, wait: 'complete' })
  }

  /** What a function gives in the page; it and what it is given are sent as text. */
  async evaluate<Args extends readonly unknown[], Result>(
    run: (...args: Args) => Result,
    ...args: Args
  ): Promise<Awaited<Result>> {
    const { type, result, exceptionDetails } = await this.#session.send('script.callFunction', {
      functionDeclaration: `async (args) => JSON.stringify([await (${run})(...JSON.parse(args))])`,
      arguments: [{ type: 'string', value: JSON.stringify(args) }],
      target: { context: this.#context },
      awaitPromise: true,
    })
    if (type === 'exception') throw new Error(exceptionDetails.text)
    return JSON.parse(result.value)[0]
  }

  /** Waits until a function gives something in the page. It is asked from without: Firefox forgets, at times, a promise of a page's. */
  async until<Args extends readonly unknown[], Result>(
    run: (...args: Args) => Result | null,
    ...args: Args
  ): Promise<Result> {
    for (;;) {
      const result = await this.evaluate<Args, Result | null>(run, ...args)
      if (result !== null) return result as Result
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  /** Waits until an element of a test's name is there, with a text that matches. */
  async shows(testId: string, text: RegExp): Promise<void> {
    const matches = (id: string, pattern: string) => {
      const found = document.querySelector(`[data-testid="${id}"]`)
      return found && new RegExp(pattern).test(found.textContent) ? true : null
    }
    await this.until(matches, testId, text.source)
  }

  /** Draws a stroke on an element. @param points - in shares of its sides */
  async draw(testId: string, points: readonly (readonly [number, number])[]): Promise<void> {
    const { x, y, width, height } = await this.until((id: string) => {
      const element = document.querySelector<HTMLElement>(`[data-testid="${id}"]`)!
      element.scrollIntoView({ block: 'center' })
      const place = element.getBoundingClientRect().toJSON() as DOMRect
      const before = element.dataset.place
      element.dataset.place = JSON.stringify(place)
      // What is still loading moves what is below it.
      return before === element.dataset.place ? place : null
    }, testId)
    const moves = points.map(([right, down]) => ({
      ...{ type: 'pointerMove', duration: 0 },
      ...{ x: Math.round(x + right * width), y: Math.round(y + down * height) },
    }))
    const [first, ...rest] = moves
    const actions = [first, { type: 'pointerDown', button: 0 }, ...rest, { type: 'pointerUp', button: 0 }]
    await this.#session.send('input.performActions', {
      context: this.#context,
      actions: [{ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions }],
    })
  }

  async close(): Promise<void> {
    await this.#session.send('browser.close', {}).catch(() => this.#browser.kill())
    await this.#ended
  }
}

/** The address that a browser listens at, once it says so. */
function listening(browser: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    browser.stderr!.on('data', (data) => {
      said += data
      const found = /WebDriver BiDi listening on (ws:\S+)/.exec(said)
      if (found) resolve(found[1]!)
    })
    browser.once('exit', (code) => reject(new Error(`Firefox ended with ${code}: ${said}`)))
  })
}
