import type { Plugin } from 'vite'

/**
 * Lists the built files for the service worker, in `files.json`: those the draw view needs are kept at the first visit, the
 * rest when first used.
 */
export function offline(): Plugin {
  return {
    name: 'umbra:offline',
    apply: 'build',
    generateBundle(_options, bundle) {
      const built = Object.keys(bundle).filter((name) => /\.(js|css)$/.test(name))
      this.emitFile({ type: 'asset', fileName: 'files.json', source: JSON.stringify(built) })
    },
  }
}
