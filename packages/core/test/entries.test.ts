import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import manifest from '../package.json' with { type: 'json' }
import names from './public-names.json' with { type: 'json' }

const PACKAGE = join(import.meta.dirname, '..')
const { './schemas/*.json': SCHEMAS, ...MODULES } = manifest.exports
const ENTRIES = Object.entries(MODULES)
/** What `.` gathers, in the order of the method. */
const PARTS = [
  './explain',
  './training',
  './study',
  './figures',
  './report',
  './benchmark',
  './words',
] as const

describe('the entries of the package', () => {
  it.each(ENTRIES)(
    '%s has a source, types and a compiled module',
    (_, { source, types, default: compiled }) => {
      for (const path of [source, types, compiled]) expect(existsSync(join(PACKAGE, path)), path).toBe(true)
    },
  )

  it.each(ENTRIES)('%s loads as compiled', (entry) => {
    expect(imported(entry).names.length > 0).toBe(entry !== './register')
  })

  it('all names that the whole has had are there still, and what its parts have', () => {
    const whole = exportsOf(manifest.exports['.'].source)
    const parts = PARTS.flatMap((part) => exportsOf(manifest.exports[part].source))
    expect(names.filter((name) => !whole.includes(name))).toEqual([])
    expect(whole).toEqual([...new Set(parts)].sort())
  })

  it('a part loads less than the whole, and only what it is about', () => {
    const loaded = (entry: string) => imported(entry).modules.map((path) => path.replace(/^.*\/dist\//, ''))
    expect(loaded('./words').filter((path) => !/^(entries|words|attribution)\//.test(path))).toEqual([])
    const explain = imported('./explain').modules
    expect(explain.length).toBeLessThan(0.6 * imported('.').modules.length)
    for (const unneeded of ['/dist/study/', '/dist/report/', '/stats/', '/@observablehq/', '/hyparquet']) {
      expect(explain.filter((path) => path.includes(unneeded))).toEqual([])
    }
    expect(imported('./study').modules.filter((path) => path.includes('/@observablehq/'))).toEqual([])
  })
})

interface Imported {
  readonly names: readonly string[]
  readonly modules: readonly string[]
}
const imports = new Map<string, Imported>()

/** Imports an entry as Node does where the package is installed. @returns its names, and the addresses of what it loads */
function imported(entry: string): Imported {
  const known = imports.get(entry)
  if (known) return known
  const address = JSON.stringify(manifest.name + entry.slice(1))
  const program = `console.log(JSON.stringify(Object.keys(await import(${address}))))`
  const args = [`--import=${moduleOf(PRELOAD)}`, '--input-type=module', '-e', program]
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: PACKAGE, encoding: 'utf8' })
  const modules = stderr.split('\n').filter((line) => line.startsWith('file:'))
  const found = { names: JSON.parse(stdout), modules }
  imports.set(entry, found)
  return found
}

const moduleOf = (source: string) => `data:text/javascript,${encodeURIComponent(source)}`

/** Says the address of every module on standard error as Node loads it. */
const HOOKS = `import { writeSync } from 'node:fs'
export async function load(url, context, next) {
  writeSync(2, url + '\\n')
  return next(url, context)
}`
const PRELOAD = `import { register } from 'node:module'; register(${JSON.stringify(moduleOf(HOOKS))})`

/** Every name that a source exports, types among them. */
function exportsOf(source: string): string[] {
  const checker = program.getTypeChecker()
  const file = program.getSourceFile(join(PACKAGE, source))!
  return checker
    .getExportsOfModule(checker.getSymbolAtLocation(file)!)
    .map(({ name }) => name)
    .sort()
}

const program = ts.createProgram(
  ENTRIES.map(([, { source }]) => join(PACKAGE, source)),
  ts.parseJsonConfigFileContent(
    {
      ...ts.readConfigFile(join(PACKAGE, 'tsconfig.test.json'), (path) => readFileSync(path, 'utf8')).config,
    },
    ts.sys,
    PACKAGE,
  ).options,
)
