import { defineConfig } from 'vitest/config'

/** What stands in the documentation is tried: the site as it is built, and every block of code. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/build-site.ts'],
    reporters: ['default', 'json'],
    outputFile: { json: '.cache/vitest-results.json' },
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
})
