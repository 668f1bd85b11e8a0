import { defineConfig } from 'vite'
import { offline } from './vite/offline.ts'
import { publicFiles } from './vite/public-files.ts'
import { threadedTensorFlow } from './vite/threaded-tensorflow.ts'

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
      },
    },
  },
  server: {
    headers: { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' },
  },
})
