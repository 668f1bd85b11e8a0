import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { grid, subjects } from '../bench/subjects.mjs'
import type { KernelVariant } from '../src/kernels/variants.js'
import { createOcclusionPool } from '../src/pool/occlusion-pool.js'
import type { Scores } from '../src/pool/scoring-job.js'
import { launch, skipped } from './chromium.js'

const N = 2
let browser: Browser
let expected: Scores

beforeAll(async () => {
  if (skipped) return
  const network = subjects.digits.network()
  const images = subjects.digits.images(N, network.inputShape)
  const pool = await createOcclusionPool(network, { threads: 1, variant: 'scalar' })
  const windows = grid(network.inputShape, 4, 1)
  expected = await pool.score({ images, n: N, windows, baselines: new Float32Array(images.length) })
  pool.dispose()
  browser = await launch()
})

afterAll(() => browser?.close())

describe.skipIf(skipped).each([true, false])('in a page, cross-origin isolated: %s', (isolated) => {
  let server: Server
  let page: Page

  beforeAll(async () => {
    server = await serve(isolated)
    page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    await page.waitForFunction('window.run !== undefined')
  })

  afterAll(async () => {
    await page?.close()
    server?.close()
  })

  it('is isolated or not, as it should be', async () => {
    expect(await page.evaluate('crossOriginIsolated')).toBe(isolated)
  })

  it.each([1, 2])('every build scores on %i threads as in Node', async (threads) => {
    const variants = await page.evaluate<KernelVariant[]>('window.variants')
    expect(variants).toContain('simd')
    for (const variant of variants) {
      const outcome = await page.evaluate<Outcome>(`window.run('${variant}', ${threads}, ${N})`)
      expect(outcome).toMatchObject({ variant, threads })
      expect(outcome.sharedBytes > 0).toBe(isolated && threads > 1)
      // Called to a board once, or sent a slice at least.
      const asked = threads > 1 ? threads : 0
      if (isolated) expect(outcome.sent).toMatchObject({ attend: asked, score: 0 })
      else expect(outcome.sent).toMatchObject({ attend: 0, score: threads > 1 ? expect.any(Number) : 0 })
      if (variant !== 'relaxed-simd') expect(outcome.covered).toEqual([...expected.covered])
      const largest = Math.max(...expected.covered.map(Math.abs))
      const error = Math.max(...outcome.covered.map((value, i) => Math.abs(value - expected.covered[i]!)))
      expect(error / largest).toBeLessThan(1e-5)
    }
  })

  it.each([1, 2])('stops on %i threads when told to', async (threads) => {
    expect(await page.evaluate(`window.stop(${threads})`)).toEqual({
      aborted: 'enough',
      disposed: 'POOL_DISPOSED',
    })
  })
})

interface Outcome {
  readonly variant: KernelVariant
  readonly threads: number
  readonly sharedBytes: number
  /** How many messages of a type workers were sent. */
  readonly sent: { readonly attend: number; readonly score: number }
  readonly covered: number[]
}

const PAGE = `<!doctype html>
<script type="importmap">{ "imports": { "#spawn-scoring-worker": "/dist/pool/worker/spawn-browser.js" } }</script>
<script type="module">
  import { availableVariants, createOcclusionPool } from '/dist/index.js'
  import { grid, subjects } from '/bench/subjects.mjs'
  const network = subjects.digits.network()
  const windows = grid(network.inputShape, 4, 1)
  function job(n) {
    const images = subjects.digits.images(n, network.inputShape)
    return { images, n, windows, baselines: new Float32Array(images.length) }
  }
  window.variants = availableVariants()
  let sent
  const { postMessage } = Worker.prototype
  Worker.prototype.postMessage = function (message, ...rest) {
    sent[message.type]++
    return postMessage.call(this, message, ...rest)
  }
  window.run = async (variant, threads, n) => {
    sent = { start: 0, attend: 0, score: 0 }
    const pool = await createOcclusionPool(network, { variant, threads, shared: crossOriginIsolated })
    const { covered } = await pool.score(job(n))
    pool.dispose()
    const { sharedBytes } = pool
    return { variant: pool.variant, threads: pool.threads, sharedBytes, sent, covered: [...covered] }
  }
  window.stop = async (threads) => {
    sent = {}
    const pool = await createOcclusionPool(network, { threads })
    const controller = new AbortController()
    setTimeout(() => controller.abort('enough'), 20)
    const aborted = await pool.score(job(200), { signal: controller.signal }).catch((reason) => reason)
    pool.dispose()
    return { aborted, disposed: await pool.score(job(1)).catch(({ code }) => code) }
  }
</script>`

/** Serves the page, and the package as it was built, as it lies: no bundler. */
async function serve(isolated: boolean): Promise<Server> {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const isolation = {
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
  }
  const server = createServer(async ({ url = '/' }, response) => {
    const body = url === '/' ? PAGE : await readFile(root + url).catch(() => undefined)
    const type = url === '/' ? 'text/html' : 'text/javascript'
    response.writeHead(body ? 200 : 404, { 'Content-Type': type, ...(isolated && isolation) })
    response.end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}
