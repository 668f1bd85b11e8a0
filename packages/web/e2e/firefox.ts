import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removeWhenLetGo } from './chromium.ts'
import { MarionetteSession } from './marionette-session.ts'

const CANDIDATES = [
  process.env.UMBRA_FIREFOX,
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
]

const executablePath = CANDIDATES.find((path) => path !== undefined && existsSync(path))

/** Without Firefox the tests are skipped, except in continuous integration, where they fail. */
export const withoutFirefox = executablePath === undefined && !process.env.CI

/** It asks nobody but the page's own site, and listens at a port of its own choice. */
const PREFERENCES = {
  'app.update.disabledForTesting': true,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'marionette.port': 0,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,#remote-settings-dummy/v1',
}

/** A page of a Firefox as its makers ship it. */
export class FirefoxPage {
  readonly #session: MarionetteSession
  readonly #browser: ChildProcess
  readonly #ended: Promise<void>

  private constructor(session: MarionetteSession, browser: ChildProcess, ended: Promise<void>) {
    this.#session = session
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
    const args = ['--headless', '--no-remote', '--profile', profile, '--marionette']
    // What a page complained of is asked of the browser itself.
    const browser = spawn(executablePath, [...args, '--remote-allow-system-access'], { stdio: 'ignore' })
    const ended = new Promise<void>((resolve) => browser.once('exit', () => resolve()))
    void ended.then(() => removeWhenLetGo(profile))
    const session = await MarionetteSession.connect(await listening(browser, profile))
    return new FirefoxPage(session, browser, ended)
  }

  async open(url: string): Promise<void> {
    await this.#session.send('WebDriver:Navigate', { url })
  }

  /** What the page on show complained of: uncaught exceptions, errors and warnings. */
  complaints(): Promise<readonly string[]> {
    return this.#run(complaintsOfWindow, [], 'system')
  }

  /** What a function gives in the page; it and what it is given are sent as text. */
  evaluate<Args extends readonly unknown[], Result>(
    run: (...args: Args) => Result,
    ...args: Args
  ): Promise<Result> {
    return this.#run(run, args)
  }

  /** @param sandbox - `system` for one that may ask of the browser what a page may not */
  async #run<Args extends readonly unknown[], Result>(
    run: (...args: Args) => Result,
    args: Args,
    sandbox?: 'system',
  ): Promise<Result> {
    const { value } = await this.#session.send('WebDriver:ExecuteScript', {
      script: `return JSON.stringify([(${run})(...JSON.parse(arguments[0]))])`,
      args: [JSON.stringify(args)],
      ...(sandbox && { sandbox }),
    })
    return JSON.parse(value)[0]
  }

  /** Waits until a function gives something in the page. */
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
    await this.#session.send('WebDriver:PerformActions', {
      actions: [{ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions }],
    })
  }

  async close(): Promise<void> {
    await this.#session.send('Marionette:Quit', {}).catch(() => this.#browser.kill())
    await this.#ended
  }
}

/** The port that a browser listens at, once it has written it down. */
async function listening(browser: ChildProcess, profile: string): Promise<number> {
  for (;;) {
    const port = await readFile(join(profile, 'MarionetteActivePort'), 'utf8').catch(() => '')
    if (port !== '') return Number(port)
    if (browser.exitCode !== null) throw new Error(`Firefox ended with ${browser.exitCode}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** As much of Firefox's own interfaces as is looked at. */
interface Browser {
  readonly Cc: Readonly<Record<string, { getService(type: unknown): { getEvents(id: number): Told[] } }>>
  readonly Ci: {
    readonly nsIConsoleAPIStorage: unknown
    readonly nsIScriptError: { readonly infoFlag: number; new (): ScriptError }
  }
  readonly Services: { readonly console: { getMessageArray(): readonly object[] } }
  readonly window: { readonly windowGlobalChild: { readonly innerWindowId: number } }
}

interface Told {
  readonly level: string
  readonly arguments: readonly unknown[]
}

interface ScriptError {
  readonly errorMessage: string
  readonly flags: number
  readonly innerWindowID: number
}

/** Runs in the browser: what it noted of the window on show. */
function complaintsOfWindow(): readonly string[] {
  const { Cc, Ci, Services, window } = globalThis as unknown as Browser
  const id = window.windowGlobalChild.innerWindowId
  const storage = Cc['@mozilla.org/consoleAPI-storage;1']!.getService(Ci.nsIConsoleAPIStorage)
  const said = storage.getEvents(id).filter(({ level }) => level === 'error' || level === 'warn')
  const { infoFlag } = Ci.nsIScriptError
  const noted = Services.console
    .getMessageArray()
    .filter((message): message is ScriptError => message instanceof Ci.nsIScriptError)
    .filter(({ innerWindowID, flags }) => innerWindowID === id && (flags & infoFlag) === 0)
  return [...said.map((told) => told.arguments.join(' ')), ...noted.map(({ errorMessage }) => errorMessage)]
}
