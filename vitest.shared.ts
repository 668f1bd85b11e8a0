import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

declare module 'vitest' {
  export interface ProvidedContext {
    /** A source whose compiled twin is not what it compiles to; undefined where all are. */
    stale: string | undefined
  }
}

/**
 * What every package's vitest.config.ts extends. Tests read TypeScript sources of sibling packages through the
 * `source` export condition, so a change in one package is seen by the tests of the next without a rebuild.
 */
export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'], externalConditions: ['source'] } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: [fileURLToPath(new URL('vitest.compiled.ts', import.meta.url))],
    setupFiles: [fileURLToPath(new URL('vitest.setup.ts', import.meta.url))],
    reporters: ['default', 'json'],
    outputFile: { json: '.cache/vitest-results.json' },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
