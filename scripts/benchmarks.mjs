/**
 * Measures every backend of this machine, in Node and in Chromium, keeps the results in docs/benchmarks and writes
 * docs/benchmarks.md from them.
 *
 *   npm run benchmarks [-- --document] [--seconds N] [--python PATH] [--only node|imagenet|browser]
 *
 * Networks for photographs take an hour and are measured only if asked for: `--only imagenet`, with `--workloads`, `--backends`,
 * `--threads` and `--rounds` as `umbra bench` takes them.
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
    workloads: { type: 'string' },
    backends: { type: 'string' },
    threads: { type: 'string' },
    rounds: { type: 'string' },
  },
})
/** However busy the machine is, neither part may take longer, in milliseconds; nor may networks for photographs. */
const PATIENCE = 600_000
const MORE_PATIENCE = 7_200_000

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const docs = join(root, 'docs')
const kept = join(docs, 'benchmarks')
mkdirSync(kept, { recursive: true })

if (!options.document) {
  const asked = (part) => options.only === undefined || options.only === part
  if (asked('node')) measureNode('node', 'map,forward,training,study,scaling', PATIENCE)
  if (options.only === 'imagenet') measureNode('imagenet', 'imagenet', MORE_PATIENCE)
  if (asked('browser')) measureBrowser()
}
writeDocument()

function measureNode(name, tasks, patience) {
  const out = mkdtempSync(join(tmpdir(), 'umbra-benchmark-'))
  const given = ['workloads', 'backends', 'threads', 'rounds'].filter((key) => options[key] !== undefined)
  const command = [
    ...['bench', '--tasks', tasks, '--seconds', options.seconds, '--python', options.python],
    ...given.flatMap((key) => [`--${key}`, options[key]]),
    // What people would use else.
    ...(name === 'imagenet' ? ['--baseline', 'onnxruntime:node'] : []),
  ]
  // Started from this folder, so that what is installed in it takes part.
  // biome-ignore lint/suspicious/noUndeclaredEnvVars: npm's own word for it, and no task of turbo's
  run(join(root, 'packages/cli/bin/umbra.js'), [...command, '--out', out], process.env.INIT_CWD, patience)
  // Interrupted, it has written what it had, and says so.
  const written = join(out, 'benchmark.json')
  if (existsSync(written)) keep(name, JSON.parse(readFileSync(written, 'utf8')))
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

function run(script, args, cwd = process.cwd(), timeout = PATIENCE) {
  const { status } = spawnSync(process.execPath, [script, ...args], {
    stdio: 'inherit',
    cwd,
    timeout,
  })
  if (status !== 0) process.stderr.write(`${script} ended with ${status}\n`)
  return status === 0
}

/** The command is kept as anybody would type it: where a Python lies is nobody's business. */
function keep(name, result) {
  const commands = { node: 'npm run benchmarks', imagenet: 'npm run benchmarks -- --only imagenet' }
  const command = commands[name] ?? result.command
  writeFileSync(join(kept, `${name}.json`), `${JSON.stringify({ ...result, command })}\n`)
}

function writeDocument() {
  const named = ['node', 'imagenet', 'browser']
    .filter((name) => readdirSync(kept).includes(`${name}.json`))
    .map((name) => ({ name, result: JSON.parse(readFileSync(join(kept, `${name}.json`), 'utf8')) }))
  const { markdown, figures } = benchmarkDocument(named)
  for (const name of readdirSync(join(docs, 'figures'))) {
    if (name.startsWith('benchmark-')) rmSync(join(docs, 'figures', name))
  }
  for (const { name, svg } of figures) writeFileSync(join(docs, 'figures', `${name}.svg`), svg)
  writeFileSync(join(docs, 'benchmarks.md'), markdown)
}
