import { execFile, spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { notebookProgram } from './notebook-program.js'

const run = promisify(execFile)
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../..')
const libraries = ['stats', 'occlusion-wasm', 'core'] as const
const packages = [...libraries, 'cli'] as const
/** npm, TypeScript and the first run of what was installed take their time on a machine under load. */
const PATIENCE = { timeout: 600_000 }

let folder: string
let files: Record<string, readonly string[]>

/** Packs every package, as a release does, in a copy of the repository: packing changes manifests while it lasts. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'umbra-packed-'))
  const copy = join(folder, 'repository')
  for (const path of [
    'LICENSE',
    'models',
    'scripts/pack-package.mjs',
    'scripts/bundle-module.mjs',
    'packages/web/dist',
  ]) {
    await cp(join(ROOT, path), join(copy, path), { recursive: true })
  }
  await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
  files = {}
  for (const name of packages) {
    const [from, cwd] = [join(ROOT, 'packages', name), join(copy, 'packages', name)]
    await cp(from, cwd, { recursive: true, filter: (path) => !/\/(node_modules|\.cache)$/.test(path) })
    await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd })
    for (const file of ['package.json', 'README.md']) {
      expect(await readFile(join(cwd, file), 'utf8')).toBe(await readFile(join(from, file), 'utf8'))
    }
    expect((await readdir(cwd)).sort()).toEqual(
      (await readdir(from)).filter((file) => !/^(node_modules|\.cache)$/.test(file)).sort(),
    )
    const { stdout } = await run('tar', ['-tzf', tarball(name)], { maxBuffer: 1 << 24 })
    files[name] = stdout.trim().split('\n')
  }
}, PATIENCE.timeout)

afterAll(() => rm(folder, { recursive: true, force: true }))

describe('a package holds what it needs and nothing else', () => {
  test.each(packages)('%s', async (name) => {
    const held = files[name]!
    expect(held).toContain('package/LICENSE')
    expect(held).toContain('package/README.md')
    const { stdout: changes } = await run('tar', ['-xzOf', tarball(name), 'package/CHANGELOG.md'])
    expect(changes).toContain('\n## 0.1.0\n')
    expect(held.filter((file) => /\.test\.|\.map$|tsbuildinfo|\/src\/|\.kept$/.test(file))).toEqual([])
    const { stdout } = await run('tar', ['-xzOf', tarball(name), 'package/package.json'])
    const manifest = JSON.parse(stdout)
    expect(manifest).not.toHaveProperty('scripts')
    expect(manifest).not.toHaveProperty('devDependencies')
    expect(stdout).not.toContain('"source"')
    for (const path of pathsOf([manifest.exports, manifest.imports, manifest.bin])) {
      const [before, after = ''] = join('package', path).split('*') as [string, string?]
      const isThere = (file: string) => file.startsWith(before) && file.endsWith(after)
      expect(path.includes('*') ? held.some(isThere) : held.includes(before), path).toBe(true)
    }
  })
})

describe('a package is as resolvers and bundlers want it', () => {
  test.each(packages)('%s, its manifest', async (name) => {
    const data = await readFile(tarball(name))
    const { messages, pkg } = await publint({ pack: { tarball: new Uint8Array(data).buffer } })
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([])
  })

  test.each(libraries)('%s, its types wherever it is imported from', PATIENCE, async (name) => {
    const analysed = await checkPackage(
      createPackageFromTarballData(new Uint8Array(await readFile(tarball(name)))),
    )
    if (!analysed.types) throw new Error(`${name} has no types`)
    // The packages are modules only: what resolves as CommonJS did before Node 20.19 is not among their readers.
    const problems = analysed.problems.filter(
      (problem) => !('resolutionKind' in problem && /^(node10|node16-cjs)$/.test(problem.resolutionKind)),
    )
    expect(problems).toEqual([])
  })
})

describe('the libraries alone, in an empty folder', () => {
  let project: string

  beforeAll(async () => {
    project = await emptyProject('libraries', libraries)
  }, PATIENCE.timeout)

  test('are few, small, and bring no TensorFlow.js', async () => {
    const installed = await installedIn(project)
    expect(installed).not.toContain('@tensorflow/tfjs')
    expect(installed.length).toBeLessThanOrEqual(20)
    expect(await bytesIn(join(project, 'node_modules'))).toBeLessThan(15e6)
  })

  test('have types that pass every check', PATIENCE, async () => {
    await writeFile(join(project, 'program.ts'), PROGRAM)
    const strict = ['--strict', '--skipLibCheck', 'false', '--module', 'nodenext', '--target', 'es2022']
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
    const types = ['--typeRoots', join(ROOT, 'node_modules/@types'), '--types', 'node']
    await run(process.execPath, [tsc, ...strict, ...types, 'program.ts'], { cwd: project })
    expect(JSON.parse(await outputOf(process.execPath, 'program.js'))).toEqual(PRINTED)
  })

  /** Runtimes that the registry has as programs. */
  test.runIf(process.platform === 'linux' && process.arch === 'x64')(
    'run under Bun and Deno, where the notebook runs too',
    PATIENCE,
    async () => {
      const runtimes = await mkdtemp(join(folder, 'runtimes-'))
      await writeFile(join(runtimes, 'package.json'), JSON.stringify({ private: true }))
      const names = ['@oven/bun-linux-x64@1.4.5', '@deno/linux-x64-glibc@2.9.6']
      await run('npm', ['install', ...QUIETLY, ...names], { cwd: runtimes })
      const [bun, deno] = ['@oven/bun-linux-x64/bin/bun', '@deno/linux-x64-glibc/deno'].map((path) =>
        join(runtimes, 'node_modules', path),
      )
      expect(JSON.parse(await outputOf(bun!, 'program.js'))).toEqual(PRINTED)
      expect(JSON.parse(await outputOf(deno!, 'run', '--allow-read', '--allow-env', 'program.js'))).toEqual(
        PRINTED,
      )
      const notebook = join(project, 'notebook')
      await cp(join(ROOT, 'examples/shapes'), join(project, 'shapes'), { recursive: true })
      await mkdir(notebook)
      await writeFile(
        join(notebook, 'cells.mjs'),
        notebookProgram(join(ROOT, 'examples/notebook/occlusion.ipynb')),
      )
      const { stdout } = await run(deno!, ['run', '--allow-read', '--allow-env', 'cells.mjs'], {
        cwd: notebook,
        maxBuffer: 1 << 26,
      })
      expect(stdout.trim().split('\n').at(-1)).toContain('in different places')
    },
  )

  /** What a runtime prints that runs the program. */
  async function outputOf(runtime: string, ...args: string[]): Promise<string> {
    const { stdout } = await run(runtime, [...args, REFERENCE], { cwd: project })
    return stdout
  }
})

describe('the command line, in an empty folder', () => {
  let project: string
  const umbra = (...args: string[]) =>
    run(process.execPath, [join(project, 'node_modules/@umbra/cli/bin/umbra.js'), ...args], {
      cwd: project,
      env: { ...process.env, NO_COLOR: '1' },
      maxBuffer: 1 << 26,
    })

  beforeAll(async () => {
    project = await emptyProject('command-line', packages)
  }, PATIENCE.timeout)

  test('has all that it needs', PATIENCE, async () => {
    const { problems, model, studio } = JSON.parse((await umbra('doctor', '--json')).stdout)
    expect({ problems, model: model.ok, studio: studio.ok }).toEqual({
      problems: [],
      model: true,
      studio: true,
    })
  })

  test('explains and studies digits by the model that comes with it', PATIENCE, async () => {
    const explained = JSON.parse((await umbra('explain', '--index', '11', '--json')).stdout)
    expect(explained.prediction.class).toBe(6)
    await umbra('study', '--model', 'reference', '--images', '8', '--out', 'out')
    expect(await readdir(join(project, 'out'))).toContain('report.html')
  })

  test('finds the networks trained apart from it', PATIENCE, async () => {
    const grid = join(project, 'grid.json')
    await writeFile(grid, JSON.stringify({ window: [[4, 4]], stride: [[4, 4]] }))
    const args = ['--models', '2', '--images', '6', '--grid', grid, '--out', 'curve', '--json']
    const { stdout } = await umbra('robustness', '--model', 'reference', ...args)
    expect(JSON.stringify(JSON.parse(stdout))).toContain('replicates/seed-1')
  })

  test('serves the studio', PATIENCE, async () => {
    const bin = join(project, 'node_modules/@umbra/cli/bin/umbra.js')
    const server = spawn(process.execPath, [bin, 'serve', '--port', '0', '--json'], { cwd: project })
    try {
      const started = await new Promise<string>((resolve, reject) => {
        let text = ''
        server.stdout.on('data', (chunk) => {
          text += chunk
          if (text.includes('}')) resolve(text)
        })
        server.on('close', (code) => reject(new Error(`the server ended with ${code}`)))
      })
      const page = await fetch(JSON.parse(started).url)
      expect(page.headers.get('cross-origin-opener-policy')).toBe('same-origin')
      expect(await page.text()).toContain('<script')
    } finally {
      server.kill()
    }
  })
})

const REFERENCE = join(ROOT, 'models/reference/model.json')

/** What the program prints, wherever it runs. */
const PRINTED = {
  ...{ shape: [1, 28, 28], engine: 'incremental', threads: 2 },
  ...{ missing: 'TENSORFLOW_MISSING', figures: 'function' },
}

const PROGRAM = `
import { createExplainer, loadModel, type Explainer } from '@umbra/core/explain'
import { studyFigures } from '@umbra/core/figures'
import type { StudyConfig } from '@umbra/core/study'
import * as everything from '@umbra/core'

const model = await loadModel(process.argv[2]!)
const explainer: Explainer = await createExplainer(model, { threads: 2 })
const image = { data: new Float32Array(784).fill(0.5), shape: [1, 28, 28, 1] as [number, number, number, number] }
const { maps, engine } = await explainer.explain(image, { window: [4, 4], stride: [2, 2], baseline: 0 })
explainer.dispose()
const missing = await createExplainer(model, { engine: 'batched' }).then(
  () => 'nothing',
  (error: { code: string }) => error.code,
)
export type Config = StudyConfig
void everything.version
console.log(JSON.stringify({ shape: maps.shape, engine: engine.name, threads: engine.threads, missing, figures: typeof studyFigures }))
`

function tarball(name: string): string {
  return join(folder, `umbra-${name}-0.1.0.tgz`)
}

const QUIETLY = ['--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts', '--loglevel', 'error']

async function emptyProject(name: string, installed: readonly string[]): Promise<string> {
  const project = await mkdtemp(join(folder, `${name}-`))
  await writeFile(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  await run('npm', ['install', ...QUIETLY, ...installed.map(tarball)], { cwd: project })
  return project
}

async function installedIn(project: string): Promise<string[]> {
  const lock = JSON.parse(await readFile(join(project, 'package-lock.json'), 'utf8'))
  return Object.keys(lock.packages)
    .filter((path) => path !== '')
    .map((path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length))
}

/** The size of all files below a folder, which is what npm calls unpacked. */
async function bytesIn(of: string): Promise<number> {
  const entries = await readdir(of, { recursive: true, withFileTypes: true })
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** Every file that a part of a manifest names. */
function pathsOf(part: unknown): string[] {
  if (typeof part === 'string') return part.startsWith('./') ? [part] : []
  return Object.values(part ?? {}).flatMap(pathsOf)
}
