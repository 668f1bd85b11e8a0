import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { ROOT } from './read-blocks.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** What building the site ended with, and said. */
    build: { readonly status: number | null; readonly said: string }
  }
}

/** Where the tests' own site is. */
export const SITE = join(import.meta.dirname, '../.cache/site')

/** Builds the site once for all tests, as `npm run docs` does. */
export default function buildSite(project: TestProject): void {
  rmSync(SITE, { recursive: true, force: true })
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'docs/site/build.mjs'), SITE], {
    encoding: 'utf8',
  })
  project.provide('build', { status, said: `${stdout}${stderr}` })
}
