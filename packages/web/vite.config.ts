import { defineConfig } from 'vite'
import { offline } from './vite/offline.ts'
import { publicFiles } from './vite/public-files.ts'
import { threadedTensorFlow } from './vite/threaded-tensorflow.ts'

/** Modules of a few lines that a map of any kind needs. */
const COMMON =
  /\/(all-finite|bytes-of-hex|capabilities|expected|fitted-place|limited|mean-over-channels|parse-json|read-option|same-padding|unsupported-layer-error|validate)\.[jt]s$/

/** The studio is a static site: one page, module workers, and files fetched when they are needed. */
export default defineConfig({
  // Relative, so that the site works from any folder of any server.
  base: './',
  publicDir: '.cache/public',
  plugins: [publicFiles('.cache/public'), threadedTensorFlow(), offline()],
  worker: { format: 'es', plugins: () => [threadedTensorFlow()] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 4000,
    rolldownOptions: {
      input: { index: 'index.html', 'umbra-map': 'src/embed/umbra-map.ts' },
      output: {
        // Other pages import it by this name.
        entryFileNames: ({ name }) => (name === 'umbra-map' ? 'umbra-map.js' : 'assets/[name]-[hash].js'),
        // What every page loads: as files of their own they are compressed one by one.
        codeSplitting: { groups: [{ name: 'common', test: COMMON }] },
      },
    },
  },
  server: {
    headers: { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' },
  },
})
