import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { modelFiles } from '@umbra/core'
import { encode } from 'fast-png'
import { beforeAll, describe, expect, test } from 'vitest'
import { tinyNetwork } from '../src/actions/self-check.js'
import { BIN, umbra } from './run-umbra.js'
import { temporaryFolder } from './tiny-data.js'

let cwd: string

beforeAll(() => {
  cwd = temporaryFolder()
  mkdirSync(join(cwd, 'model'))
  for (const { name, bytes } of modelFiles(tinyNetwork())) writeFileSync(join(cwd, 'model', name), bytes)
  const data = Uint8Array.from({ length: 144 }, (_, i) => (i % 12 > 3 && i % 12 < 8 ? 255 : 0))
  writeFileSync(join(cwd, 'spot.png'), encode({ width: 12, height: 12, data, channels: 1, depth: 8 }))
})

/** The configuration a command would run with. */
async function configuration(args: readonly string[], env: Record<string, string> = {}, folder = cwd) {
  const run = await umbra([...args, '--show-config', '--json'], { cwd: folder, env })
  expect(run, run.stderr).toMatchObject({ code: 0, stderr: '' })
  const { options } = JSON.parse(run.stdout)
  return (name: string) => [options[name].value, options[name].from]
}

describe('options come from', () => {
  const file = {
    images: 30,
    baseline: { kind: 'blur', sigma: 3 },
    study: { window: [5, 3], images: 40, quiet: true },
  }

  test('a flag over the environment over the section of a file over the file over the default', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'umbra.config.json'), JSON.stringify(file))
    const env = { UMBRA_SEED: '5', UMBRA_WINDOW: '7', UMBRA_CLASSES: '3,rest' }
    const study = await configuration(['study', '--seed', '9'], env, folder)
    expect(study('seed')).toEqual([9, 'flag'])
    expect(study('window')).toEqual([[7, 7], 'UMBRA_WINDOW'])
    expect(study('classes')).toEqual([[3, 'rest'], 'UMBRA_CLASSES'])
    expect(study('images')).toEqual([40, 'umbra.config.json'])
    expect(study('baseline')).toEqual([{ kind: 'blur', sigma: 3 }, 'umbra.config.json'])
    expect(study('quiet')).toEqual([true, 'umbra.config.json'])
    expect(study('score')).toEqual(['logit', 'default'])
    const robustness = await configuration(['robustness'], {}, folder)
    expect(robustness('images')).toEqual([30, 'umbra.config.json'])
    expect(robustness('window')).toEqual([[4, 4], 'default'])
  })

  test('a file that is named, by flag or variable', async () => {
    writeFileSync(join(cwd, 'other.json'), '{"threads": 3}')
    expect((await configuration(['explain', '--config', 'other.json']))('threads')).toEqual([3, 'other.json'])
    expect((await configuration(['explain'], { UMBRA_CONFIG: 'other.json' }))('threads')).toEqual([
      3,
      'other.json',
    ])
  })

  test('what runs, which is what the command says it takes to do it again', async () => {
    writeFileSync(join(cwd, 'scored.json'), '{"score": "margin", "window": 3}')
    const run = await umbra(
      ['explain', 'spot.png', '--model', 'model', '--config', 'scored.json', '--json', '--verbose'],
      { cwd, env: { UMBRA_STRIDE: '2,1' } },
    )
    expect(JSON.parse(run.stdout)).toMatchObject({ score: 'margin', window: [3, 3], stride: [2, 1] })
    expect(run.stderr).toMatch(/^score margin, from .*scored\.json$/m)
    expect(run.stderr).toContain('stride 2,1, from UMBRA_STRIDE')
  })

  test.each([
    ['{"clases": [6, 8]}', 'CONFIG_UNKNOWN', 'c.json has no option clases (Did you mean classes?)'],
    ['{"learning-rate": 1}', 'CONFIG_UNKNOWN', 'no option learning-rate (Did you mean learningRate?)'],
    ['{"explain": {"images": 3}}', 'CONFIG_UNKNOWN', 'c.json, section explain has no option images'],
    ['{"__proto__": {"seed": 1}}', 'CONFIG_UNKNOWN', '__proto__'],
    ['{"study": 3}', 'CONFIG_FORMAT', 'study in c.json is 3'],
    ['[]', 'CONFIG_FORMAT', 'c.json is []'],
    ['{', 'CONFIG_NOT_JSON', 'c.json is not JSON'],
    ['{"window": "wide"}', 'OPTION_INVALID', '(from c.json)'],
    ['{"quiet": "often"}', 'OPTION_INVALID', 'quiet is "often": expected true or false (from c.json)'],
    ['{"engine": "fast"}', 'OPTION_INVALID', 'engine is fast: Allowed choices are'],
  ])('no file such as %s', async (text, code, words) => {
    writeFileSync(join(cwd, 'c.json'), text)
    const run = await umbra(['study', '--config', 'c.json'], { cwd })
    expect(run).toMatchObject({ code: 2, stdout: '' })
    expect(run.stderr).toMatch(new RegExp(`^umbra: ${code}: `))
    expect(run.stderr).toContain(words)
  })

  test('no file that is not there, and no variable that makes no sense', async () => {
    const absent = await umbra(['study', '--config', 'none.json', '--json'], { cwd })
    expect(absent.code).toBe(2)
    expect(JSON.parse(absent.stdout)).toMatchObject({ error: { code: 'CONFIG_NOT_FOUND' } })
    const odd = await umbra(['study'], { cwd, env: { UMBRA_THREADS: 'many' } })
    expect(odd.stderr).toMatch(/^umbra: OPTION_INVALID: threads is many: .* \(from UMBRA_THREADS\)/)
  })
})

test('help puts the options of a command that has many under headings, each option once', async () => {
  const { stdout } = await umbra(['study', '--help'])
  const headings = stdout.match(/^\S.*:$/gm)
  expect(headings).toEqual(
    expect.arrayContaining(['Model and data:', 'Maps:', 'Pictures:', 'Output:', 'Settings:']),
  )
  expect(headings).not.toContain('Options:')
  const options = stdout.match(/^ {2}(?:-\w, )?--[a-z-]+/gm)!
  expect(new Set(options).size).toBe(options.length)
})

describe('completion', () => {
  /** What bash offers for a line, as its completion function says when it is called as bash calls it. */
  function offered(line: string): string[] {
    const words = line.split(' ')
    const script = execFileSync(process.execPath, [BIN, 'completion', 'bash'], { encoding: 'utf8' })
    const call = `${script}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
_umbra; printf '%s\\n' "\${COMPREPLY[@]}"`
    const { stdout, status, stderr } = spawnSync('bash', ['--norc', '-c', call], { cwd, encoding: 'utf8' })
    expect([status, stderr]).toEqual([0, ''])
    return stdout.split('\n').filter(Boolean)
  }

  test('of bash knows commands, options, their values, and files where they belong', () => {
    expect(offered('umbra st')).toEqual(['study'])
    expect(offered('umbra study --wi')).toEqual(['--window'])
    expect(offered('umbra study --engine i')).toEqual(['incremental'])
    expect(offered('umbra study --selection ')).toEqual(['correct', 'all'])
    expect(offered('umbra study --model re')).toEqual(['reference'])
    expect(offered('umbra explain --model mo')).toEqual(['model'])
    expect(offered('umbra explain sp')).toEqual(['spot.png'])
    expect(offered('umbra study --window ')).toEqual([])
    expect(offered('umbra completion ')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']))
    expect(offered('umbra help rob')).toEqual(['robustness'])
  })

  test('of zsh and fish has every option', async () => {
    const [zsh, fish] = await Promise.all(['zsh', 'fish'].map((shell) => umbra(['completion', shell])))
    for (const option of ['--window', '--shard', '--show-config']) {
      expect(zsh!.stdout).toContain(`'${option}[`)
      expect(fish!.stdout).toContain(`-l ${option.slice(2)} `)
    }
  })
})

describe('nothing is loaded before it is needed', () => {
  /** The modules that a command line makes Node load, as paths within node_modules or packages. */
  async function modulesOf(args: readonly string[]): Promise<string[]> {
    const log = join(temporaryFolder(), 'modules')
    const hooks = pathToFileURL(join(import.meta.dirname, 'log-modules.mjs')).href
    const run = await umbra(args, { cwd, env: { MODULE_LOG: log, NODE_OPTIONS: `--import=${hooks}` } })
    expect(run.code, run.stderr).toBe(0)
    const urls = readFileSync(log, 'utf8').trim().split('\n')
    return urls.map((url) => /.*\/(?:node_modules|packages)\/(.+)/.exec(url)?.[1] ?? url)
  }

  /** The packages and the parts of Umbra that they belong to. */
  const packagesOf = (modules: readonly string[]) =>
    new Set(modules.map((path) => /^(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? path))

  /** Commander, colours, and what knows how wide words are. */
  const OF_HELP = [
    'cli',
    'commander',
    'picocolors',
    'string-width',
    'get-east-asian-width',
    'strip-ansi',
    'ansi-regex',
  ]

  test('help loads Commander and no part of the work', async () => {
    const help = await modulesOf(['--help'])
    expect(packagesOf(help)).toEqual(new Set([...OF_HELP, 'core']))
    // Of the core one file that imports nothing: what keeps control sequences off the terminal.
    expect(help.filter((path) => path.startsWith('core/'))).toEqual(['core/dist/printable.js'])
    const study = packagesOf(await modulesOf(['study', '--help']))
    expect(study).toEqual(new Set([...OF_HELP, 'core', 'zod']))
  })

  test('explaining an image loads neither TensorFlow nor what draws and writes files', async () => {
    const modules = packagesOf(await modulesOf(['explain', 'spot.png', '--model', 'model', '--json']))
    expect(modules).toContain('occlusion-wasm')
    const unneeded = [
      '@tensorflow/tfjs',
      '@resvg/resvg-wasm',
      'linkedom',
      'tinyglobby',
      '@observablehq/plot',
      'fast-png',
      'stats',
    ]
    for (const name of unneeded) expect(modules).not.toContain(name)
  })
})

describe('in a pipe', () => {
  const piped = (line: string) =>
    spawnSync('bash', ['-c', `set -o pipefail; umbra() { "${process.execPath}" "${BIN}" "$@"; }; ${line}`], {
      cwd,
      encoding: 'utf8',
    })

  test('a reader that has seen enough is no failure', () => {
    const { status, stdout, stderr } = piped('umbra study --help | head -n 1')
    expect([status, stdout, stderr]).toEqual([0, 'Examples:\n', ''])
    expect(piped('umbra completion bash | head -c 1').status).toBe(0)
  })

  test('colour is shown where asked for, and where not, not', async () => {
    const explain = ['explain', 'spot.png', '--model', 'model']
    const forced = await umbra(explain, { cwd, env: { FORCE_COLOR: '3' } })
    expect(forced.stdout).toContain('\u001b[38;2;')
    const refused = await umbra(explain, { cwd, env: { FORCE_COLOR: '3', NO_COLOR: '1' } })
    expect(refused.stdout).not.toContain('\u001b')
    const told = await umbra(['--no-color', ...explain], { cwd, env: { FORCE_COLOR: '3' } })
    const later = await umbra([...explain, '--no-color'], { cwd, env: { FORCE_COLOR: '3' } })
    expect([told.code, later.code]).toEqual([0, 0])
    expect(told.stdout + later.stdout).not.toContain('\u001b')
  })

  test('a picture is read from standard input', async () => {
    const line = (words: string) => `umbra explain ${words} --model model --json`
    const { stdout, status } = piped(`${line('-')} < spot.png`)
    expect(status).toBe(0)
    const file = await umbra(['explain', 'spot.png', '--model', 'model', '--json'], { cwd })
    expect(JSON.parse(stdout).map).toEqual(JSON.parse(file.stdout).map)
    const empty = piped(`${line('-')} < /dev/null`)
    expect(empty.status).toBe(2)
    expect(empty.stderr).toContain('umbra: IMAGE_NOT_FOUND: standard input is empty')
    expect(piped(`echo no picture | ${line('-')}`).stderr).toContain(
      'umbra: IMAGE_FORMAT: standard input is no PNG',
    )
  })

  test('a mistake in the usage is one JSON document, too', async () => {
    const run = await umbra(['study', '--clases', '6,8', '--json'], { cwd })
    expect(JSON.parse(run.stdout)).toEqual({
      error: {
        code: 'USAGE',
        message: "unknown option '--clases' (Did you mean --classes?)",
        hint: expect.any(String),
      },
    })
  })
})
