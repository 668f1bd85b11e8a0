import { defineConfig } from 'vite'

export default defineConfig({
  // Every browser with WebAssembly SIMD preloads modules by itself, or does without.
  build: { modulePreload: { polyfill: false } },
})
