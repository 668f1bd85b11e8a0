import { fileURLToPath } from 'node:url'
import { defineConfig, type TestProjectInlineConfiguration, type ViteUserConfig } from 'vitest/config'

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
const shared = defineConfig({
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

export default shared

/** A project of a package, with what all share but for which tests there are: lists are added to when configurations are merged. */
export function project(
  name: string,
  own: NonNullable<ViteUserConfig['test']>,
): TestProjectInlineConfiguration {
  const { reporters: _, outputFile: __, ...test } = shared.test!
  return { ...shared, test: { ...test, name, ...own } }
}
