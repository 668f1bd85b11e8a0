/**
 * Bundles the page's scoring worker into one script without imports and writes it as a TypeScript module holding its text, under
 * src/generated/. Some bundlers do not follow `new Worker(new URL(…))` and leave the worker's own file behind; a page they built
 * starts its workers from this text instead. The kernels are not in it: a pool sends them, compiled.
 */
import { writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')

const { outputFiles } = await build({
  entryPoints: [join(root, 'src/pool/worker/browser-worker.ts')],
  bundle: true,
  conditions: ['source'],
  format: 'iife',
  target: 'es2022',
  minify: true,
  write: false,
})
const script = outputFiles[0].text
if (/\bimport\b/.test(script)) throw new Error('the scoring worker imports something: it must stand alone')
writeFileSync(
  join(root, 'src/generated/scoring-worker.ts'),
  `// Bundled from src/pool/worker/browser-worker.ts; not to be edited.\nconst code: string = ${JSON.stringify(script)}\nexport default code\n`,
)
process.stdout.write(`scoring worker ${script.length} bytes\n`)
