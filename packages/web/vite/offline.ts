import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Plugin } from 'vite'

/** What the page needs besides its scripts before it can be used without a network. */
const KEPT = ['./', 'icon.svg', 'manifest.webmanifest', 'data/samples.json', 'model/model.json']
const WEIGHTS = ['model/weights.rounded.gz', 'model/weights.bin']
/** Larger scripts, TensorFlow.js among them, are kept once they have been used. */
const LARGEST = 500_000

/** Writes the service worker with the list of files it keeps, and a version that changes with any of them. */
export function offline(): Plugin {
  return {
    name: 'umbra:offline',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const built = Object.entries(bundle)
          .filter(([name, file]) => /\.(js|css)$/.test(name) && sizeOf(file) < LARGEST)
          .map(([name]) => name)
        const files = [...KEPT, ...WEIGHTS, ...built]
        const hash = createHash('sha256').update(files.join('\n'))
        for (const name of KEPT.slice(1)) hash.update(contentOf(name))
        const version = hash.digest('hex').slice(0, 12)
        const head = `const VERSION = '${version}'\nconst FILES = ${JSON.stringify(files)}\n`
        const source = head + readFileSync('service-worker.js', 'utf8')
        this.emitFile({ type: 'asset', fileName: 'service-worker.js', source })
      },
    },
  }
}

function sizeOf(file: { code?: string; source?: string | Uint8Array }): number {
  return (file.code ?? file.source ?? '').length
}

function contentOf(name: string): Uint8Array | string {
  try {
    return readFileSync(`.cache/public/${name}`)
  } catch {
    return ''
  }
}
