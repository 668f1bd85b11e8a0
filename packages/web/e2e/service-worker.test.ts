import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, skipped } from './chromium.ts'
import { type Site, serveSite } from './serve-site.ts'
import { DIST } from './studio.ts'

let context: BrowserContext
let site: Site | undefined
let other: Server | undefined
let port: number

/** A browser that has opened the studio once, and keeps all of it that is kept ahead. */
async function prepare(): Promise<void> {
  context = await launch()
  site = await serveSite(DIST)
  port = Number(new URL(site.url).port)
  const page = await open()
  await page.evaluate(() => navigator.serviceWorker.ready)
  await page.evaluate(async () => {
    const isKept = async (path: string) => (await caches.match(path)) !== undefined
    while (!((await isKept('./')) && (await isKept('./model/weights.bin')))) {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  })
  await page.close()
}

async function tidy(): Promise<void> {
  await context?.close()
  stop()
}

function stop(): void {
  site?.close()
  site = undefined
  other?.close()
  other?.closeAllConnections()
  other = undefined
}

const address = (path = '') => `http://127.0.0.1:${port}/${path}`

/** Opens the studio and waits for its model. */
async function open(path = ''): Promise<Page> {
  const page = await context.newPage()
  await page.goto(address(path))
  await page.getByTestId('engine').filter({ hasText: 'engine' }).waitFor()
  return page
}

/** What the worker has left in a browser, as a page of its origin sees it. */
function left(page: Page): Promise<{ workers: number; caches: string[] }> {
  return page.evaluate(async () => ({
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    caches: await caches.keys(),
  }))
}

/** Another program at the port the studio was served at. */
async function serveOther(answer: (path: string, response: ServerResponse) => void): Promise<string[]> {
  stop()
  const asked: string[] = []
  other = createServer(({ url = '' }, response) => {
    asked.push(url)
    answer(url, response)
  })
  await new Promise<void>((resolve) => other!.listen(port, '127.0.0.1', resolve))
  return asked
}

const html = (response: ServerResponse, text: string) =>
  response.writeHead(200, { 'Content-Type': 'text/html' }).end(`<title>${text}</title><p>${text}</p>`)

describe.skipIf(skipped)('the studio’s worker', () => {
  beforeAll(prepare)
  afterAll(tidy)

  const textOf = (page: Page, path: string, init: RequestInit = {}) =>
    page.evaluate(async ([url, options]) => (await fetch(url, options)).text(), [
      address(path),
      init,
    ] as const)

  it('answers for its own files, by their exact path, where they may be kept', async () => {
    const page = await open()
    const model = '/model/model.json'
    const times = () => (site!.sent.get(model) ?? 0) / readFileSync(join(DIST, model)).length
    const text = await textOf(page, 'model/model.json')
    const before = times()
    expect(await textOf(page, 'model/model.json')).toBe(text)
    expect(times()).toBe(before)
    await textOf(page, 'model/model.json?other')
    expect(times()).toBe(before + 1)
    for (const [i, cache] of (['no-store', 'reload', 'no-cache'] as const).entries()) {
      await textOf(page, 'model/model.json', { cache })
      expect(times(), cache).toBe(before + 2 + i)
    }
    expect((await left(page)).caches).toHaveLength(1)
    await page.close()
  })

  it('shows the studio where nobody answers, in views that were never opened too, whatever the address asks for', async () => {
    stop()
    for (const view of ['?view=compare', '?view=train', 'index.html']) {
      const page = await open(view)
      expect(await left(page)).toMatchObject({ workers: 1 })
      await page.close()
    }
    const page = await context.newPage()
    await expect(page.goto(address('elsewhere.html'))).rejects.toThrow('ERR_CONNECTION_REFUSED')
    await page.close()
    site = await serveSite(DIST, { port })
  })

  it('leaves an address to another build of the studio at once, and makes room for its worker', async () => {
    stop()
    const folder = mkdtempSync(join(tmpdir(), 'umbra-build-'))
    cpSync(DIST, folder, { recursive: true })
    const own = JSON.parse(readFileSync(join(folder, 'build.json'), 'utf8')).build
    for (const name of ['service-worker.js', 'build.json']) {
      writeFileSync(
        join(folder, name),
        readFileSync(join(folder, name), 'utf8').replace(own, 'another-build'),
      )
    }
    writeFileSync(join(folder, 'data/samples.json'), '[]')
    site = await serveSite(folder, { port })
    const page = await open()
    expect(await textOf(page, 'data/samples.json')).toBe('[]')
    await expect
      .poll(async () => (await left(page)).caches.join(), { timeout: 20_000 })
      .toMatch(/^umbra \S+ another-build$/)
    // Its bytes are not those that its worker was built with.
    expect(await page.evaluate(async () => (await caches.match('./data/samples.json')) === undefined)).toBe(
      true,
    )
    expect(await textOf(page, 'data/samples.json')).toBe('[]')
    await page.close()
  })
})

const programs: readonly (readonly [string, (path: string, response: ServerResponse) => void])[] = [
  [
    'that has pages, and nothing else by its names',
    (path, response) =>
      path === '/'
        ? html(response, 'mine')
        : response.writeHead(404, { 'Cache-Control': 'no-store' }).end('none'),
  ],
  ['that answers everything with its page', (_, response) => html(response, 'mine')],
  [
    'that has files of the studio’s names',
    (path, response) => {
      if (path === '/') html(response, 'mine')
      else response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"mine": true}')
    },
  ],
  [
    'that sends whoever asks elsewhere',
    (path, response) =>
      path.startsWith('/login') || path === '/'
        ? html(response, 'mine')
        : response.writeHead(302, { Location: '/login' }).end(),
  ],
]

describe.skipIf(skipped).each(programs)('another program at the studio’s port, %s', (_, answer) => {
  beforeAll(prepare)
  afterAll(tidy)

  it('is seen by whoever opens it, and by its own requests, and the worker is gone', async () => {
    const asked = await serveOther(answer)
    const page = await context.newPage()
    await page.goto(address())
    expect(await page.title()).toBe('mine')
    const paths = [
      'model/model.json',
      'model/model.json?x',
      'icon.svg',
      'data/samples.json',
      'manifest.webmanifest',
    ]
    const texts = await page.evaluate(
      (all) => Promise.all(all.map(async (path) => (await fetch(path)).text())),
      paths,
    )
    for (const text of texts) expect(text).toMatch(/mine|none/)
    for (const path of paths) expect(asked).toContain(`/${path}`)
    await expect.poll(() => left(page)).toEqual({ workers: 0, caches: [] })
    await page.reload()
    expect(await page.title()).toBe('mine')
    await page.close()
  })
})

describe.skipIf(skipped)('another program at the studio’s port, opened at a page of its own', () => {
  beforeAll(prepare)
  afterAll(tidy)

  it('is seen, and the worker is gone', async () => {
    await serveOther((path, response) =>
      path === '/docs/' ? html(response, 'mine') : response.writeHead(404).end('none'),
    )
    const page = await context.newPage()
    await page.goto(address('docs/'))
    expect(await page.title()).toBe('mine')
    await expect.poll(() => left(page)).toEqual({ workers: 0, caches: [] })
    await page.close()
  })
})
