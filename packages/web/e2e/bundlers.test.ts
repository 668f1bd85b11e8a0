import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import commonjs from '@rollup/plugin-commonjs'
import nodeResolve from '@rollup/plugin-node-resolve'
import * as esbuild from 'esbuild'
import type { BrowserContext } from 'playwright-core'
import { rollup } from 'rollup'
import * as vite from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import webpack from 'webpack'
import { launch, skipped } from './chromium.ts'
import { serveSite } from './serve-site.ts'

const MODEL = resolve(import.meta.dirname, '../../../models/reference')

/** Loads a model, explains an image, and tells what ran. */
const PROGRAM = `
import { createExplainer, loadModel } from '@umbra/core'
const explain = async (threads) => {
  const explainer = await createExplainer(await loadModel('model/model.json'), { threads })
  const data = Float32Array.from({ length: 784 }, (_, i) => Number(i % 28 > 11 && i % 28 < 16))
  const { maps, engine } = await explainer.explain({ data, shape: [1, 28, 28, 1] }, { window: [4, 4] })
  explainer.dispose()
  return { engine, sum: maps.data.reduce((sum, value) => sum + value, 0) }
}
globalThis.explain = explain
`

/** A part of the package that each of them bundles by itself. */
const PARTS: Readonly<Record<string, string>> = {
  vite: '@umbra/core/explain',
  webpack: '@umbra/core/study',
  rollup: '@umbra/core/report',
  esbuild: '@umbra/core/figures',
  'esbuild --splitting': '@umbra/core/words',
}

/** Maps load no TensorFlow.js, and bundling it takes long. */
const TENSORFLOW = /^@tensorflow\//

/** Every way bundles src/main.js of its folder into site/main.js and what belongs to it. */
const bundlers: Readonly<Record<string, (folder: string) => Promise<unknown>>> = {
  vite: (folder) =>
    vite.build({
      root: folder,
      configFile: false,
      logLevel: 'error',
      build: {
        outDir: 'site',
        target: 'es2022',
        chunkSizeWarningLimit: 9000,
        rolldownOptions: { input: join(folder, 'src/main.js'), output: { entryFileNames: 'main.js' } },
      },
    }),
  webpack: (folder) =>
    new Promise((done, failed) => {
      const configuration: webpack.Configuration = {
        context: folder,
        mode: 'production',
        target: ['web', 'es2022'],
        entry: './src/main.js',
        output: { path: join(folder, 'site'), filename: 'main.js', publicPath: 'auto' },
        performance: false,
        // A minifier takes most of the time and moves nothing from file to file.
        optimization: { minimize: false },
        externals: TENSORFLOW,
        externalsType: 'import',
      }
      webpack(configuration, (error, stats) => {
        if (error || stats?.hasErrors()) failed(error ?? new Error(stats?.toString('errors-only')))
        else done(stats)
      })
    }),
  rollup: async (folder) => {
    const bundle = await rollup({
      input: join(folder, 'src/main.js'),
      external: TENSORFLOW,
      plugins: [nodeResolve({ browser: true }), commonjs()],
      onLog: () => {},
    })
    await bundle.write({ dir: join(folder, 'site'), format: 'es' })
  },
  esbuild: (folder) => esbuild.build({ ...forEsbuild(folder), outfile: join(folder, 'site/main.js') }),
  'esbuild --splitting': (folder) =>
    esbuild.build({ ...forEsbuild(folder), splitting: true, outdir: join(folder, 'site') }),
}

function forEsbuild(folder: string): esbuild.BuildOptions {
  return {
    entryPoints: [join(folder, 'src/main.js')],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    external: ['@tensorflow/*'],
    logLevel: 'error',
  }
}

/** What the program in the page says. */
interface Outcome {
  readonly engine: { readonly name: string; readonly threads: number; readonly reason: string }
  readonly sum: number
}

describe.skipIf(skipped)('a page made by', () => {
  // Beside this package, so that @umbra/core is found as it would be in a project that installed it.
  mkdirSync(resolve(import.meta.dirname, '../.cache'), { recursive: true })
  const parent = mkdtempSync(resolve(import.meta.dirname, '../.cache/bundled-'))
  let context: BrowserContext
  beforeAll(async () => {
    context = await launch()
  })
  afterAll(async () => {
    await context?.close()
    rmSync(parent, { recursive: true, force: true })
  })

  it.each(Object.keys(bundlers))('%s explains on the threads it is given', async (name) => {
    const folder = join(parent, name.replaceAll(' ', ''))
    mkdirSync(join(folder, 'src'), { recursive: true })
    writeFileSync(join(folder, 'src/main.js'), PROGRAM)
    await bundlers[name]!(folder)
    const outcome = await inPage<Outcome>(join(folder, 'site'), 'explain(2)')
    expect(outcome.engine).toMatchObject({
      name: 'incremental',
      threads: 2,
      reason: 'every layer is supported',
    })
    expect(outcome.sum).toBeCloseTo(await inNode(), 4)
  })

  it.each(Object.entries(PARTS))('%s has all of %s, and it alone', async (name, part) => {
    const folder = join(parent, `part-${name.replaceAll(' ', '')}`)
    mkdirSync(join(folder, 'src'), { recursive: true })
    writeFileSync(
      join(folder, 'src/main.js'),
      `import * as part from '${part}'\nglobalThis.explain = () => Object.keys(part).sort()\n`,
    )
    await bundlers[name]!(folder)
    const names = await inPage<string[]>(join(folder, 'site'), 'explain()')
    expect(names).toEqual(Object.keys(await import(part)).sort())
  })

  it('says so where workers may not start at all', async () => {
    const folder = join(parent, 'esbuild')
    const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'none'"
    const { engine } = await inPage<Outcome>(join(folder, 'site'), "explain('auto')", policy)
    expect(engine).toMatchObject({ name: 'incremental', threads: 1 })
    expect(engine.reason).toMatch(
      /^every layer is supported; on one thread, since workers did not start \(.+\)$/,
    )
    const asked = inPage<Outcome>(join(folder, 'site'), 'explain(2)', policy)
    await expect(asked).rejects.toThrow('WORKER_FAILED')
  })

  /** Serves a built site with a page around it, and evaluates an expression there. */
  async function inPage<T>(site: string, expression: string, policy?: string): Promise<T> {
    cpSync(MODEL, join(site, 'model'), { recursive: true })
    writeFileSync(
      join(site, 'index.html'),
      '<!doctype html><script type="module" src="main.js"></script><link rel="icon" href="data:,">',
    )
    const server = await serveSite(site, { policy })
    const page = await context.newPage()
    try {
      await page.goto(server.url)
      await page.waitForFunction('globalThis.explain')
      return await page.evaluate<T>(expression)
    } finally {
      await page.close()
      server.close()
    }
  }
})

/** What the program comes to without a bundler. */
async function inNode(): Promise<number> {
  const { createExplainer, loadModel } = await import('@umbra/core')
  const explainer = await createExplainer(await loadModel(join(MODEL, 'model.json')), { threads: 1 })
  const data = Float32Array.from({ length: 784 }, (_, i) => Number(i % 28 > 11 && i % 28 < 16))
  const { maps } = await explainer.explain({ data, shape: [1, 28, 28, 1] }, { window: [4, 4] })
  explainer.dispose()
  return maps.data.reduce((sum, value) => sum + value, 0)
}
