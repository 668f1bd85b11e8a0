/**
 * Makes a package ready to be packed, and undoes it: `prepack` and `postpack` of every package that is published. What is packed says
 * nothing of how the package is built or tested, has the licence in it and, if it is the command line, what comes with that.
 */
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transform } from 'esbuild'
import { bundleModule } from './bundle-module.mjs'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
/** Modules whose code comes from packages of which little is used: that little is packed, and they are not installed. */
const bundled = ['dist/figures/plot.js', 'dist/descriptive/sum.js']
/** Laid out and explained for reading in the repository, and packed without it: what programs do is told by the types beside them. */
const scripts = named('dist', /\.js$/)
const schemas = named('schemas', /\.json$/)
/** What is packed otherwise than it stands in the repository: until packing is done, it is kept under this name. */
const changed = ['package.json', ...scripts, ...schemas]
const kept = (file) => `${file}.kept`

/** What else a package holds: from where in the repository, to where in the package. */
const shipped = {
  '@umbra/cli': {
    'models/reference': 'shipped/reference',
    'models/replicates': 'shipped/replicates',
    'models/shapes': 'shipped/shapes',
    'packages/web/dist': 'shipped/studio',
  },
}

const step = process.argv[2]
// A packing that was stopped half-way is undone first.
if (changed.some((file) => existsSync(kept(file)))) restore()
if (step === 'before') await prepare()
else if (step !== 'after') throw new Error(`expected before or after, got ${step}`)

async function prepare() {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'))
  if (!existsSync('dist/.tsbuildinfo')) stop(`${manifest.name} is not built: npm run build first`)
  for (const [from, to] of Object.entries(shipped[manifest.name] ?? {})) {
    if (!existsSync(join(ROOT, from))) stop(`${from} is missing: npm run build first`)
    cpSync(join(ROOT, from), to, { recursive: true })
  }
  cpSync(join(ROOT, 'LICENSE'), 'LICENSE')
  for (const file of changed) if (existsSync(file)) cpSync(file, kept(file), { preserveTimestamps: true })
  for (const file of bundled) if (existsSync(file)) await bundleModule(file)
  for (const file of scripts.filter((each) => !bundled.includes(each))) {
    writeFileSync(file, (await transform(readFileSync(file, 'utf8'), { target: 'esnext' })).code)
  }
  for (const file of schemas) writeFileSync(file, JSON.stringify(JSON.parse(readFileSync(file, 'utf8'))))
  writeFileSync('package.json', `${JSON.stringify(published(manifest), null, 2)}\n`)
}

/** Undoes `prepare`. */
function restore() {
  for (const file of changed) if (existsSync(kept(file))) renameSync(kept(file), file)
  for (const file of bundled) rmSync(file.replace(/js$/, 'LICENSES.txt'), { force: true })
  rmSync('LICENSE', { force: true })
  rmSync('shipped', { recursive: true, force: true })
}

/** A manifest without what only the repository uses. */
function published({ scripts: _, devDependencies: __, ...manifest }) {
  return { ...withoutSource(manifest), ...repository(manifest) }
}

/** Where a release is built, which npm compares with the provenance: a fork's is its own. */
function repository({ name }) {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: path } = process.env
  if (!server || !path) return {}
  const directory = `packages/${name.replace('@umbra/', '')}`
  return { repository: { type: 'git', url: `git+${server}/${path}.git`, directory } }
}

/** Without the conditions under which tests read TypeScript, which is not packed. */
function withoutSource(value) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const entries = Object.entries(value).filter(([key]) => key !== 'source')
  return Object.fromEntries(entries.map(([key, item]) => [key, withoutSource(item)]))
}

/** Files of a folder, if it is there, and of those in it. */
function named(folder, ending) {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder, { recursive: true }).filter((name) => ending.test(name))
  return names.map((name) => join(folder, name))
}

function stop(message) {
  process.stderr.write(`${message}\n`)
  process.exit(2)
}
