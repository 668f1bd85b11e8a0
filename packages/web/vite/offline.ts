import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

/** What the page needs besides its scripts before it can be used without a network. */
const KEPT = [
  './',
  'icon.svg',
  'manifest.webmanifest',
  'data/samples.json',
  'model/model.json',
  'model/weights.rounded.gz',
  'model/weights.bin',
  'shapes/model.json',
  'shapes/weights.bin',
  'shapes/umbra.json',
]
/** Larger scripts, TensorFlow.js among them, are kept once they have been used. */
const LARGEST = 500_000

/** Once all is written: the service worker, with the files of this build and their hashes, and a file that names the build. */
export function offline(): Plugin {
  return {
    name: 'umbra:offline',
    apply: 'build',
    writeBundle: {
      order: 'post',
      sequential: true,
      handler({ dir }) {
        const files = filesBelow(dir!)
        const kept = [...files].filter(
          ([path, { size }]) =>
            KEPT.includes(path) || path.startsWith('scenes/') || (/\.(js|css)$/.test(path) && size < LARGEST),
        )
        const integrity = Object.fromEntries([...files].map(([path, file]) => [path, file.integrity]))
        const worker = readFileSync('service-worker.js', 'utf8')
        const build = createHash('sha256')
          .update(JSON.stringify(integrity) + worker)
          .digest('hex')
          .slice(0, 12)
        const head = [
          `const BUILD = '${build}'`,
          `const FILES = ${JSON.stringify(integrity)}`,
          `const KEPT = ${JSON.stringify(kept.map(([path]) => path))}`,
        ]
        writeFileSync(join(dir!, 'service-worker.js'), `${head.join('\n')}\n${worker}`)
        writeFileSync(join(dir!, 'build.json'), `${JSON.stringify({ studio: 'umbra', build })}\n`)
      },
    },
  }
}

interface BuiltFile {
  /** Bytes. */
  readonly size: number
  /** As `fetch` takes it. */
  readonly integrity: string
}

/** Every file that was built, by its path as the page asks for it; the page itself is `./`. */
function filesBelow(folder: string): ReadonlyMap<string, BuiltFile> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) =>
      join(parentPath, name).slice(join(folder, '/').length).replaceAll('\\', '/'),
    )
    .filter((name) => name !== 'service-worker.js' && name !== 'build.json')
    .sort()
  return new Map(
    names.map((name) => {
      const bytes = readFileSync(join(folder, name))
      const integrity = `sha256-${createHash('sha256').update(bytes).digest('base64')}`
      return [name === 'index.html' ? './' : name, { size: bytes.length, integrity }]
    }),
  )
}
