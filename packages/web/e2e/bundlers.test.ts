import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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
const DIGIT = resolve(import.meta.dirname, 'fixtures/digit')

/** Loads a model, explains an image, and tells what ran. */
const PROGRAM = `
import { createExplainer, loadModel } from '@umbra/core'
const explain = async (threads, source = 'model/model.json') => {
  const model = await loadModel(source)
  const explainer = await createExplainer(model, { threads })
  const data = Float32Array.from({ length: 784 }, (_, i) => Number(i % 28 > 11 && i % 28 < 16))
  const { base, maps, engine } = await explainer.explain({ data, shape: [1, 28, 28, 1] }, { window: [4, 4] })
  explainer.dispose()
  return { format: model.format, engine, scores: [...base.data], map: [...maps.data] }
}
globalThis.explain = explain
// Under a name that tells nothing, as what a person picked.
globalThis.explainFile = async (threads, path) =>
  explain(threads, new File([await (await fetch(path)).blob()], 'download'))
`

/** Formats whose readers are loaded when such a file comes, with words that only their code has. */
const READERS = [
  { file: 'net.onnx', words: ['not a whole ONNX file, it may be cut off', 'cant skip wire type'] },
  { file: 'net.h5', words: ['chunks without a size'] },
  { file: 'net.keras', words: ['chunks without a size'] },
] as const

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
  readonly format: string
  readonly engine: { readonly name: string; readonly threads: number; readonly reason: string }
  readonly scores: readonly number[]
  readonly map: readonly number[]
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
    const { outcome, requested } = await inPage<Outcome>(join(folder, 'site'), 'explain(2)')
    expect(outcome).toEqual(await inNode(join(MODEL, 'model.json')))
    if (name !== 'esbuild') expect(wordsIn(folder, requested)).toEqual([])
  })

  it.each(
    Object.keys(bundlers).flatMap((name) => READERS.map((reader) => [name, reader.file, reader] as const)),
  )('%s reads %s at a URL and of a file', async (name, file, { words }) => {
    const folder = join(parent, name.replaceAll(' ', ''))
    const expected = await inNode(join(DIGIT, file))
    for (const call of [`explain(2, 'digit/${file}')`, `explainFile(2, 'digit/${file}')`]) {
      const { outcome, requested } = await inPage<Outcome>(join(folder, 'site'), call)
      expect(outcome).toEqual(expected)
      // Without splitting there is one file for all.
      if (name !== 'esbuild') expect(wordsIn(folder, requested)).toEqual([...words])
    }
  })

  it.each(Object.entries(PARTS))('%s has all of %s, and it alone', async (name, part) => {
    const folder = join(parent, `part-${name.replaceAll(' ', '')}`)
    mkdirSync(join(folder, 'src'), { recursive: true })
    writeFileSync(
      join(folder, 'src/main.js'),
      `import * as part from '${part}'\nglobalThis.explain = () => Object.keys(part).sort()\n`,
    )
    await bundlers[name]!(folder)
    const { outcome } = await inPage<string[]>(join(folder, 'site'), 'explain()')
    expect(outcome).toEqual(Object.keys(await import(part)).sort())
  })

  it('says so where workers may not start at all', async () => {
    const folder = join(parent, 'esbuild')
    const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'none'"
    const { outcome } = await inPage<Outcome>(join(folder, 'site'), "explain('auto')", policy)
    const { engine } = outcome
    expect(engine).toMatchObject({ name: 'incremental', threads: 1 })
    expect(engine.reason).toMatch(
      /^every layer is supported; on one thread, since workers did not start \(.+\)$/,
    )
    const asked = inPage<Outcome>(join(folder, 'site'), 'explain(2)', policy)
    await expect(asked).rejects.toThrow('WORKER_FAILED')
  })

  /** Serves a built site with a page around it, and evaluates an expression there; and which files the page asked for. */
  async function inPage<T>(
    site: string,
    expression: string,
    policy?: string,
  ): Promise<{ readonly outcome: T; readonly requested: readonly string[] }> {
    cpSync(MODEL, join(site, 'model'), { recursive: true })
    cpSync(DIGIT, join(site, 'digit'), { recursive: true })
    writeFileSync(
      join(site, 'index.html'),
      '<!doctype html><script type="module" src="main.js"></script><link rel="icon" href="data:,">',
    )
    const server = await serveSite(site, { policy })
    const page = await context.newPage()
    try {
      await page.goto(server.url)
      await page.waitForFunction('globalThis.explain')
      const outcome = await page.evaluate<T>(expression)
      return { outcome, requested: [...server.sent.keys()] }
    } finally {
      await page.close()
      server.close()
    }
  }
})

/** Which words of the readers are in scripts that a page asked for; all of them are in some script of the site. */
function wordsIn(folder: string, requested: readonly string[]): string[] {
  const site = join(folder, 'site')
  const textOf = (paths: readonly string[]) =>
    paths
      .filter((path) => path.endsWith('.js'))
      .map((path) => readFileSync(join(site, path), 'utf8'))
      .join('\n')
  const [all, loaded] = [readdirSync(site, { recursive: true }).map(String), requested].map(textOf)
  const words = [...new Set(READERS.flatMap((reader) => reader.words))]
  expect(words.filter((each) => !all!.includes(each))).toEqual([])
  return words.filter((each) => loaded!.includes(each))
}

/** What the program comes to without a bundler, by as many threads. */
async function inNode(source: string): Promise<Outcome> {
  const { createExplainer, loadModel } = await import('@umbra/core')
  const model = await loadModel(source)
  const explainer = await createExplainer(model, { threads: 1 })
  const data = Float32Array.from({ length: 784 }, (_, i) => Number(i % 28 > 11 && i % 28 < 16))
  const { base, maps, engine } = await explainer.explain({ data, shape: [1, 28, 28, 1] }, { window: [4, 4] })
  explainer.dispose()
  expect(engine).toMatchObject({ name: 'incremental', threads: 1, reason: 'every layer is supported' })
  return {
    format: model.format!,
    engine: { ...engine, threads: 2 },
    scores: [...base.data],
    map: [...maps.data],
  }
}
