import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { regionsOf, regionsSchema } from '@umbra/core/explain'
import { modelSettingsSchema, robustnessGridSchema } from '@umbra/core/options'
import { describe, expect, it } from 'vitest'
import { allCommands } from '../../../packages/cli/dist/commands/index.js'
import { type Block, ROOT, readBlocks } from './read-blocks.ts'
import { commandsOf } from './shell-lines.ts'
import { typeErrors } from './type-errors.ts'

const blocks = readBlocks()
const named = (...languages: string[]) =>
  blocks
    .filter(({ language }) => languages.includes(language))
    .map((block) => [`${block.file}:${block.line}`, block] as const)
const withoutPython = spawnSync('python3', ['--version']).status !== 0

it('knows what every block is in', () => {
  const known = ['sh', 'ts', 'js', 'html', 'json', 'yaml', 'python', 'text']
  expect(blocks.filter(({ language }) => !known.includes(language))).toEqual([])
  expect(blocks.length).toBeGreaterThan(60)
})

describe('shell', () => {
  it.each(named('sh', 'yaml'))('%s: every command is one, with options that there are', async (_, block) => {
    for (const words of commandsOf(shellOf(block), 'umbra')) await parse(words)
  })

  it.each(named('sh'))('%s: npm and node run what there is', (_, { code, file }) => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
    for (const [first, second] of commandsOf(code, 'npm'))
      if (first === 'run') expect(scripts).toHaveProperty(second!)
    for (const [script] of [...commandsOf(code, 'node'), ...commandsOf(code, 'python3')])
      if (/\.(mjs|py)$/.test(script!) && script!.includes('/')) {
        const places = [ROOT, join(ROOT, dirname(file))].map((folder) => join(folder, script!))
        expect(
          places.some((place) => existsSync(place)),
          script,
        ).toBe(true)
      }
  })

  it.each(named('sh').filter(([, { code }]) => code.includes('"window"')))(
    '%s: grids are grids',
    (_, { code }) => {
      for (const [, json] of code.matchAll(/echo '([^']*)'/g)) {
        expect(robustnessGridSchema.safeParse(JSON.parse(json!)).error).toBeUndefined()
      }
    },
  )

  it('finds what a command refuses', async () => {
    await expect(parse(['study', '--clases', '3,5'])).rejects.toThrow(/unknown option/)
    await expect(parse(['stdy'])).rejects.toThrow(/no command/)
  })
})

describe('programs', () => {
  it('type-check against the packages, their libraries too', () => {
    expect(typeErrors(blocks.filter(({ language }) => language === 'ts' || language === 'js'))).toEqual([])
  })

  it('finds a name that is not exported', () => {
    const code = "import { hedgesGee } from '@umbra/stats'\nhedgesGee([1], [2])\n"
    expect(typeErrors([{ file: 'none', line: 1, language: 'ts', code }])).toEqual([
      expect.stringMatching(/^none:2: .*hedgesGee/),
    ])
  })

  it.skipIf(withoutPython).each(named('python'))('%s: is Python', (_, { code }) => {
    const { stderr } = spawnSync('python3', ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], {
      input: code,
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
  })
})

describe('data', () => {
  it.each(named('json'))('%s: is JSON of a kind that is read', async (_, { code }) => {
    const value = JSON.parse(code)
    const isMasks = Object.values(value).every((each) => Array.isArray(each) && typeof each[0] === 'string')
    if (isMasks) expect(regionsOf(regionsSchema.parse(value), 3, 6)).toHaveLength(2)
    else if ('study' in value) await expectConfiguration(value)
    else expect(modelSettingsSchema.safeParse(value).error).toBeUndefined()
  })

  it.each(named('html'))('%s: sets attributes that the element observes', (_, { code }) => {
    const source = readFileSync(join(ROOT, 'packages/web/src/embed/umbra-map.ts'), 'utf8')
    const options = /OPTIONS = \[([^\]]*)\]/.exec(source)![1]!
    const observed = ['model', 'src', ...[...options.matchAll(/'(\w+)'/g)].map(([, name]) => name)]
    for (const [, attributes] of code.matchAll(/<umbra-map ([^>]*)>/g)) {
      for (const [, name] of attributes!.matchAll(/(\w+)="/g)) expect(observed).toContain(name)
    }
  })
})

/** A block as a script; of a manifest, the command that its container runs. */
function shellOf({ language, code }: Block): string {
  if (language !== 'yaml') return code
  // An entry point's arguments are its command's words; what a shell runs stands in lines of their own.
  const listed = /args: \[(.*)\]/.exec(code)
  if (listed) return `umbra ${listed[1]!.replaceAll(/[",]/g, '')}`
  const [, command] = /exec (umbra [\s\S]*?)\n\s*\w+:/.exec(code)!
  return command!.replaceAll(/\s*\n\s*/g, ' ')
}

/** Parses a command's words as the program does, and does nothing. */
async function parse([name, ...words]: string[]): Promise<void> {
  if (name === undefined || name.startsWith('-') || name === 'help' || name === 'COMMAND') return
  const all = await allCommands({ terminal: {}, signal: new AbortController().signal } as never)
  const command = all.find((each) => each.name() === name)
  if (!command) throw new Error(`no command ${name}`)
  command.exitOverride().configureOutput({ writeOut: () => {}, writeErr: () => {} })
  command.action(() => {})
  const plain = words.filter((word) => !/^\[.*\]$/.test(word))
  await command.parseAsync(plain, { from: 'user' }).catch((error) => {
    if (error.code !== 'commander.helpDisplayed') throw error
  })
}

/** What a umbra.config.json says is an option of every command, or of the one it is said for. */
async function expectConfiguration(value: Record<string, unknown>): Promise<void> {
  const all = await allCommands({ terminal: {}, signal: new AbortController().signal } as never)
  const names = (command: (typeof all)[number]) => command.options.map((option) => option.attributeName())
  for (const [key, given] of Object.entries(value)) {
    const command = all.find((each) => each.name() === key)
    if (command) expect(names(command)).toEqual(expect.arrayContaining(Object.keys(given as object)))
    else expect(all.some((each) => names(each).includes(key))).toBe(true)
  }
}
