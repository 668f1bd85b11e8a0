/**
 * Measures every backend of this machine, in Node and in Chromium, keeps the results in docs/benchmarks and writes
 * docs/benchmarks.md from them.
 *
 *   npm run benchmarks [-- --document] [--seconds N] [--python PATH] [--only node|browser]
 *
 * ONNX Runtime and tfjs-node take part where the folder it is started from has them. `--document` measures nothing.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { benchmarkDocument } from '../packages/core/dist/index.js'

const { values: options } = parseArgs({
  options: {
    document: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '140' },
    python: { type: 'string', default: 'python3' },
    only: { type: 'string' },
  },
})
/** However busy the machine is, neither part may take longer, in milliseconds. */
const PATIENCE = 600_000

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const docs = join(root, 'docs')
const kept = join(docs, 'benchmarks')
mkdirSync(kept, { recursive: true })

if (!options.document) {
  if (options.only !== 'browser') measureNode()
  if (options.only !== 'node') measureBrowser()
}
writeDocument()

function measureNode() {
  const out = mkdtempSync(join(tmpdir(), 'umbra-benchmark-'))
  const tasks = 'map,forward,training,study,scaling'
  const command = ['bench', '--tasks', tasks, '--seconds', options.seconds, '--python', options.python]
  // Started from this folder, so that what is installed in it takes part.
  // biome-ignore lint/suspicious/noUndeclaredEnvVars: npm's own word for it, and no task of turbo's
  run(join(root, 'packages/cli/bin/umbra.js'), [...command, '--out', out], process.env.INIT_CWD)
  // Interrupted, it has written what it had, and says so.
  const written = join(out, 'benchmark.json')
  if (existsSync(written)) keep('node', JSON.parse(readFileSync(written, 'utf8')))
  rmSync(out, { recursive: true, force: true })
}

/** In the studio's own page; a machine without Chromium goes without. Graphics are left out: here the processor would compute them. */
function measureBrowser() {
  const out = join(mkdtempSync(join(tmpdir(), 'umbra-benchmark-')), 'benchmark.json')
  const without = ['TensorFlow.js webgl', 'TensorFlow.js webgpu'].flatMap((name) => ['--without', name])
  if (run(join(root, 'packages/web/bench/backends.mjs'), [out, ...without], join(root, 'packages/web')))
    keep('browser', JSON.parse(readFileSync(out, 'utf8')))
  rmSync(dirname(out), { recursive: true, force: true })
}

function run(script, args, cwd = process.cwd()) {
  const { status } = spawnSync(process.execPath, [script, ...args], {
    stdio: 'inherit',
    cwd,
    timeout: PATIENCE,
  })
  if (status !== 0) process.stderr.write(`${script} ended with ${status}\n`)
  return status === 0
}

/** The command is kept as anybody would type it: where a Python lies is nobody's business. */
function keep(name, result) {
  const command = name === 'node' ? 'npm run benchmarks' : result.command
  writeFileSync(join(kept, `${name}.json`), `${JSON.stringify({ ...result, command })}\n`)
}

function writeDocument() {
  const named = ['node', 'browser']
    .filter((name) => readdirSync(kept).includes(`${name}.json`))
    .map((name) => ({ name, result: JSON.parse(readFileSync(join(kept, `${name}.json`), 'utf8')) }))
  const { markdown, figures } = benchmarkDocument(named)
  for (const name of readdirSync(join(docs, 'figures'))) {
    if (name.startsWith('benchmark-')) rmSync(join(docs, 'figures', name))
  }
  for (const { name, svg } of figures) writeFileSync(join(docs, 'figures', `${name}.svg`), svg)
  writeFileSync(join(docs, 'benchmarks.md'), markdown)
}
