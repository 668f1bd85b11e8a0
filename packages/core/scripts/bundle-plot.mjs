/**
 * Puts the code of Observable Plot's marks in the place of the module that exports them, with the licences of all that is in it:
 * installing the package then installs neither Plot nor the forty packages below it.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const figures = join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist/figures')
const { metafile } = await build({
  stdin: { contents: readFileSync(join(figures, 'plot.js'), 'utf8'), resolveDir: figures },
  outfile: join(figures, 'plot.js'),
  ...{ bundle: true, format: 'esm', target: 'es2022', minify: true },
  banner: { js: '// Observable Plot and what it is made of; their licences are in plot.LICENSES.txt.' },
  metafile: true,
})
const folders = new Set(
  Object.keys(metafile.inputs).flatMap((file) => /.*node_modules\/(@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []),
)
const licences = [...folders].sort().map((folder) => {
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const file = ['LICENSE', 'LICENSE.md', 'LICENSE.txt'].find((file) => existsSync(join(folder, file)))
  if (!file) throw new Error(`${name} ${version} comes without its licence`)
  return `${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`
})
writeFileSync(join(figures, 'plot.LICENSES.txt'), licences.join('\n---\n\n'))
