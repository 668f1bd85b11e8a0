import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { EngineAdvice, EngineReport } from '@umbra/core'
import * as esbuild from 'esbuild'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, SOFTWARE_CARD, skipped } from './chromium.ts'
import { type Site, serveSite } from './serve-site.ts'
import { DIST } from './studio.ts'
import { complaintsOf } from './studio-page.ts'

const MODEL = resolve(import.meta.dirname, '../../../models/reference')

/** Explains an image, and counts what was asked of the graphics card meanwhile. */
const PROGRAM = `
import { adviseEngine, createExplainer, graphicsAdapters, loadModel } from '@umbra/core'
import { colourNetwork } from '../../../../core/test/colour-network.ts'
const asked = { webgpu: 0, webgl: 0 }
const devices = []
const contexts = []
function counted(prototype, method, backend) {
  const before = prototype[method]
  prototype[method] = function (...given) {
    asked[backend]++
    return before.apply(this, given)
  }
}
counted(GPUComputePassEncoder.prototype, 'dispatchWorkgroups', 'webgpu')
for (const method of ['drawArrays', 'drawElements']) counted(WebGL2RenderingContext.prototype, method, 'webgl')
const requestDevice = GPUAdapter.prototype.requestDevice
GPUAdapter.prototype.requestDevice = async function (given) {
  const device = await requestDevice.call(this, given)
  devices.push(device)
  return device
}
const getContext = OffscreenCanvas.prototype.getContext
OffscreenCanvas.prototype.getContext = function (...given) {
  const context = getContext.apply(this, given)
  if (given[0] === 'webgl2') contexts.push(context)
  return context
}
const subjects = {
  digits: { model: () => loadModel('model/model.json'), shape: [1, 28, 28, 1], window: [7, 7] },
  colour: { model: colourNetwork, shape: [1, 16, 16, 3], window: [4, 4] },
}
globalThis.adapters = graphicsAdapters
globalThis.advise = (backend) => adviseEngine(colourNetwork(), { backend, threads: 2 })
globalThis.open = async (subject, options) => createExplainer(await subjects[subject].model(), options)
globalThis.explainWith = async (explainer, subject) => {
  const { shape, window } = subjects[subject]
  const size = shape.reduce((a, b) => a * b)
  const data = Float32Array.from({ length: size }, (_, i) => (i * 37 % 101) / 100)
  const before = { ...asked }
  const { base, maps, engine } = await explainer.explain({ data, shape }, { window, stride: window, target: 0 })
  const calls = { webgpu: asked.webgpu - before.webgpu, webgl: asked.webgl - before.webgl }
  return { engine, base: [...base.data], map: [...maps.data], calls }
}
globalThis.explain = async (subject, options) => {
  const explainer = await open(subject, options)
  try {
    return await explainWith(explainer, subject)
  } finally {
    explainer.dispose()
  }
}
/** Explains after something has gone wrong with the card. */
globalThis.explainAfter = async (fault, backend) => {
  const explainer = await open('colour', { engine: 'batched', backend })
  const undo = faults[backend][fault]()
  try {
    await explainWith(explainer, 'colour')
  } finally {
    undo?.()
    explainer.dispose()
  }
}
function patched(prototype, method, instead) {
  const before = prototype[method]
  prototype[method] = instead(before)
  return () => {
    prototype[method] = before
  }
}
const faults = {
  webgpu: {
    loss: () => devices.at(-1).destroy(),
    memory: () =>
      patched(GPUDevice.prototype, 'popErrorScope', (pop) => async function () {
        await pop.call(this)
        return new GPUOutOfMemoryError('none left')
      }),
    // As if the card computed in 11 bits.
    bits: () =>
      patched(GPUBuffer.prototype, 'getMappedRange', (range) => function () {
        const bytes = range.call(this)
        if (this.usage & GPUBufferUsage.MAP_READ) {
          const bits = new Uint32Array(bytes)
          for (let i = 0; i < bits.length; i++) bits[i] &= 0xffffe000
        }
        return bytes
      }),
  },
  webgl: {
    loss: () => contexts.at(-1).getExtension('WEBGL_lose_context').loseContext(),
    memory: () => patched(WebGL2RenderingContext.prototype, 'getError', () => function () { return this.OUT_OF_MEMORY }),
    bits: () =>
      patched(WebGL2RenderingContext.prototype, 'getBufferSubData', (read) => function (target, from, into, ...rest) {
        read.call(this, target, from, into, ...rest)
        for (let i = 0, bits = new Uint32Array(into.buffer); i < bits.length; i++) bits[i] &= 0xffffe000
      }),
  },
}
/** By the card and by TensorFlow.js's wasm backend in one thread, at once; and by the latter alone. */
globalThis.sideBySide = async (backend) => {
  const onCard = await open('colour', { engine: 'batched', backend })
  const onWasm = await open('colour', { engine: 'batched', wasmPaths: 'tensorflow/' })
  const alone = await explainWith(onWasm, 'colour')
  const [card, wasm] = await Promise.all([explainWith(onCard, 'colour'), explainWith(onWasm, 'colour')])
  onCard.dispose()
  const after = await explainWith(onWasm, 'colour')
  onWasm.dispose()
  return { card, wasm, alone, after }
}
globalThis.ready = true
`

interface Outcome {
  readonly engine: EngineReport
  readonly base: readonly number[]
  readonly map: readonly number[]
  readonly calls: { readonly webgpu: number; readonly webgl: number }
}

describe.skipIf(skipped)('the batched path on a graphics card', () => {
  mkdirSync(resolve(import.meta.dirname, '../.cache'), { recursive: true })
  const folder = mkdtempSync(resolve(import.meta.dirname, '../.cache/card-'))
  let context: BrowserContext
  let site: Site
  let page: Page
  let complaints: string[]
  beforeAll(async () => {
    mkdirSync(join(folder, 'src'))
    writeFileSync(join(folder, 'src/main.js'), PROGRAM)
    await esbuild.build({
      entryPoints: [join(folder, 'src/main.js')],
      outdir: join(folder, 'site'),
      ...{ bundle: true, splitting: true, format: 'esm', target: 'es2022', logLevel: 'error' },
    })
    cpSync(MODEL, join(folder, 'site/model'), { recursive: true })
    cpSync(join(DIST, 'tensorflow'), join(folder, 'site/tensorflow'), { recursive: true })
    writeFileSync(
      join(folder, 'site/index.html'),
      '<!doctype html><script type="module" src="main.js"></script><link rel="icon" href="data:,">',
    )
    site = await serveSite(join(folder, 'site'))
    context = await launch(SOFTWARE_CARD)
    page = await context.newPage()
    complaints = complaintsOf(page)
    await page.goto(site.url)
    await page.waitForFunction('globalThis.ready')
  }, 60_000)
  afterAll(async () => {
    await context?.close()
    site?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const inPage = <T>(call: string, ...given: unknown[]) =>
    page.evaluate<T>(`${call}(${given.map((value) => JSON.stringify(value)).join()})`)

  it('names the cards there are', async () => {
    expect(await inPage('adapters')).toEqual([
      { backend: 'webgpu', adapter: expect.stringMatching(/swiftshader/i), software: true },
      { backend: 'webgl', adapter: expect.stringMatching(/swiftshader/i), software: true },
    ])
  })

  describe.each(['webgpu', 'webgl'] as const)('by %s', (backend) => {
    const other = backend === 'webgpu' ? 'webgl' : 'webgpu'

    it.each(['digits', 'colour'] as const)(
      'scores %s as the incremental engine does',
      async (subject) => {
        const expected = await inPage<Outcome>('explain', subject, { engine: 'incremental', threads: 1 })
        const got = await inPage<Outcome>('explain', subject, { engine: 'batched', backend, batchSize: 16 })
        expect(got.calls[backend]).toBeGreaterThan(10)
        expect(got.calls[other]).toBe(0)
        const { engine } = got
        expect(engine.name).toBe('batched')
        expect(engine.variant).toMatch(new RegExp(`tfjs ${backend} 4\\..* on .*swiftshader.*software`, 'i'))
        const { card } = engine
        expect(card).toMatchObject({ backend, bound: 1e-4, compared: 6 })
        expect(card!.difference).toBeLessThan(1e-5)
        expect(engine.reason).toContain('bits hang on the graphics card')
        const scale = Math.max(...expected.base.map(Math.abs))
        for (const part of ['base', 'map'] as const) {
          expect(got[part].length).toBe(expected[part].length)
          const apart = got[part].map((value, i) => Math.abs(value - expected[part][i]!) / scale)
          expect(Math.max(...apart)).toBeLessThan(1e-4)
        }
      },
      60_000,
    )

    it.each([
      ['loss', 'BACKEND_LOST', 'took'],
      ['memory', 'BACKEND_MEMORY', 'has too little memory'],
      ['bits', 'BACKEND_INEXACT', 'expected at most 0.0001; choose engine incremental'],
    ])(
      'says so after a fault (%s), and can be opened anew',
      async (fault, code, words) => {
        const after = inPage('explainAfter', fault, backend)
        await expect(after).rejects.toThrow(new RegExp(`${code}: backend ${backend}.*${words}`))
      },
      60_000,
    )

    it('is timed, for advice that states the rate and the adapter', async () => {
      const { windows, rate, text, faster } = await inPage<EngineAdvice>('advise', backend)
      expect(windows).toBe(225)
      expect(rate).toMatchObject({ backend, software: true })
      expect(rate.copiesPerSecond).toBeGreaterThan(0)
      expect(text).toMatch(/covered copies\/s, .* G multiply-adds\/s, measured here/)
      expect(['incremental', 'batched']).toContain(faster)
    }, 60_000)

    it('is refused with another engine', async () => {
      const asked = inPage('open', 'colour', { backend })
      await expect(asked).rejects.toThrow(`OPTION_INVALID: backend is ${backend} with engine auto`)
    })
  })

  it('shares a thread with TensorFlow.js’s wasm backend, which keeps its bits', async () => {
    const { card, wasm, alone, after } = await inPage<Record<string, Outcome>>('sideBySide', 'webgpu')
    expect(card!.engine.card?.backend).toBe('webgpu')
    expect(wasm!.engine.variant).toContain('tfjs wasm')
    for (const one of [wasm!, after!]) expect([one.base, one.map]).toEqual([alone!.base, alone!.map])
    expect(complaints).toEqual([])
  }, 60_000)

  it('is refused where there is no card', async () => {
    const without = await launch()
    const plain = await without.newPage()
    await plain.goto(site.url)
    await plain.waitForFunction('globalThis.ready')
    const asked = plain.evaluate("open('colour', { engine: 'batched', backend: 'webgpu' })")
    await expect(asked).rejects.toThrow(
      /BACKEND_MISSING: backend webgpu: this browser found no graphics card/,
    )
    await without.close()
  })
})
