import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Packages whose exported names are documented. `@umbra/core` itself comes last of its entries: it has what they have. */
const PACKAGES = ['core', 'stats', 'occlusion-wasm']

/**
 * Every entry that a package's user may import, by its name there, with its source: `exports` of package.json says which.
 *
 * @param root - the repository's folder
 * @returns pairs of name and file, in the order in which names are told whose they are
 */
export function libraryEntries(root) {
  return PACKAGES.flatMap((folder) => {
    const { name, exports } = JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'))
    const entries = Object.entries(exports).filter(([, target]) => target.source)
    const ordered = [...entries.filter(([path]) => path !== '.'), ...entries.filter(([path]) => path === '.')]
    return ordered.map(([path, { source }]) => [
      path === '.' ? name : `${name}/${path.slice(2)}`,
      join(root, 'packages', folder, source),
    ])
  })
}
