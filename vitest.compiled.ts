import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

/** Packages whose compiled code tests run: in worker threads, and as the command line. */
const PACKAGES = ['stats', 'occlusion-wasm', 'core', 'cli']

/**
 * Tests run from source, but the threads and commands they start run from `dist`. Tells the tests whether that is the same code,
 * so that those which start any can refuse to pass on an old formula.
 */
export default async function checkCompiled(project: TestProject): Promise<void> {
  for (const name of PACKAGES) {
    const stale = await staleSource(name)
    if (stale) return project.provide('stale', stale)
  }
  project.provide('stale', undefined)
}

async function staleSource(name: string): Promise<string | undefined> {
  const folder = join(import.meta.dirname, 'packages', name)
  const files = readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' })
  const sources = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  for (const file of sources) {
    const source = join(folder, 'src', file)
    if (await isStale(source, join(folder, 'dist', file.replace(/\.ts$/, '.js'))))
      return join('packages', name, 'src', file)
  }
  return undefined
}

/** By time where that settles it; a checkout makes files younger that are the same. */
async function isStale(source: string, compiled: string): Promise<boolean> {
  if (!existsSync(compiled)) return true
  if (statSync(compiled).mtimeMs >= statSync(source).mtimeMs) return false
  return codeOf(readFileSync(compiled, 'utf8')) !== codeOf(await transpiled(readFileSync(source, 'utf8')))
}

async function transpiled(source: string): Promise<string> {
  const { default: ts } = await import('typescript')
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
    },
  })
  return outputText
}

function codeOf(script: string): string {
  return script.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '').trim()
}
