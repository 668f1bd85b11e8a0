/**
 * Puts the code of what a module exports from other packages in that module's place, with the licences of all that is in it: whoever
 * installs the package then installs none of them, nor what they need in turn.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { build } from 'esbuild'

/** @param file - a module in `dist` that does nothing but export from other packages; beside it comes `<name>.LICENSES.txt` */
export async function bundleModule(file) {
  const notices = `${basename(file, '.js')}.LICENSES.txt`
  const { metafile } = await build({
    stdin: { contents: readFileSync(file, 'utf8'), resolveDir: resolve(dirname(file)) },
    outfile: file,
    ...{ bundle: true, format: 'esm', target: 'es2022', minify: true, tsconfigRaw: {} },
    banner: { js: `// Code of other packages; their licences are in ${notices}.` },
    metafile: true,
  })
  const folders = new Set(
    Object.keys(metafile.inputs).flatMap(
      (input) => /.*node_modules\/(@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? [],
    ),
  )
  writeFileSync(join(dirname(file), notices), [...folders].sort().map(licenceOf).join('\n---\n\n'))
}

function licenceOf(folder) {
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const file = ['LICENSE', 'LICENSE.md', 'LICENSE.txt'].find((file) => existsSync(join(folder, file)))
  if (!file) throw new Error(`${name} ${version} comes without its licence`)
  return `${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`
}
