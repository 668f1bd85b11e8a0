import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RobustnessResult, StudyResult } from '@umbra/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Run, umbra } from './run-umbra.js'
import { temporaryFolder, writeTinyData } from './tiny-data.js'

let data: string
let cwd: string
let args: string[]
let run: Run

/** Few enough passes to be done in a moment. */
const grid = {
  window: [3],
  stride: [1, 3],
  baseline: [0],
  score: ['logit', 'margin'],
  selection: ['all'],
  normalisation: ['raw', 'ink'],
  regions: [3],
}

beforeAll(async () => {
  data = writeTinyData()
  cwd = temporaryFolder()
  writeFileSync(join(cwd, 'grid.json'), JSON.stringify(grid))
  const study = [
    '--classes',
    '1,7',
    '--images',
    '4',
    '--window',
    '3',
    '--selection',
    'all',
    '--permutations',
    '99',
    '--controls',
    '0',
  ]
  args = [
    'robustness',
    '--data',
    data,
    '--epochs',
    '6',
    ...study,
    '--models',
    '2',
    '--grid',
    'grid.json',
    '--out',
    'r',
  ]
  run = await umbra(args, { cwd })
})

function json<T>(...path: string[]): T {
  return JSON.parse(readFileSync(join(cwd, ...path), 'utf8')) as T
}

describe('umbra robustness', () => {
  test('trains a second network, repeats the study on both, and says what it found', () => {
    expect(run.code, run.stderr).toBe(0)
    expect(run.stderr).toContain('Network 2 of 2, seed 1')
    expect(run.stdout).toContain('8 specifications on 2 networks')
    expect(run.stdout).toContain('top against bottom')
    expect(run.stdout).toContain('Verdict of the study')
    const result = json<RobustnessResult>('r', 'robustness.json')
    expect(result.schema).toBe('umbra.robustness/2')
    expect(result.specifications).toHaveLength(8)
    expect(result.models.map(({ name }) => name)).toEqual(['seed 0', 'seed 1'])
    const figures = readdirSync(join(cwd, 'r/figures'))
    for (const name of [
      'overview',
      'robustness',
      'robustness-top',
      'robustness-middle',
      'robustness-bottom',
    ]) {
      expect(figures).toEqual(expect.arrayContaining([`${name}.svg`, `${name}.png`]))
    }
    const rows = readFileSync(join(cwd, 'r/specifications.csv'), 'utf8').trim().split('\n')
    // Of each specification a row for either network, and one for both.
    expect(rows).toHaveLength(1 + 6 * 8 * 3)
    const report = readFileSync(join(cwd, 'r/report.html'), 'utf8')
    for (const words of [
      'What g hangs on',
      'Joint permutation test of each measure',
      'exploratory',
      'for new networks and new images',
      'equal answers counted once',
    ]) {
      expect(report).toContain(words)
    }
    expect(result.pattern!.estimates).toHaveLength(8)
    expect(run.stdout).toMatch(/Patterns differ \(class × region interaction, level 0\.05\) in \d+% of all/)
  })

  test('holds the study itself, whose verdict quotes it', () => {
    const { robustness, verdict } = json<StudyResult>('r', 'result.json')
    expect(robustness).toMatchObject({ specifications: 8, models: 2 })
    expect(verdict.text).toContain('8 ways of running the study on 2 independently trained networks')
  })

  test('with --resume uses the passes kept, and finds the same', async () => {
    const before = json<RobustnessResult>('r', 'robustness.json')
    const [cell] = readdirSync(join(cwd, 'r/cells'))
    rmSync(join(cwd, 'r/cells', cell!))
    const again = await umbra([...args, '--resume', '--json', '--quiet'], { cwd })
    expect(again).toMatchObject({ code: 0, stderr: '' })
    const result = JSON.parse(again.stdout) as RobustnessResult
    for (const key of ['grid', 'specifications', 'pattern', 'curves', 'models'] as const) {
      expect(result[key], key).toEqual(before[key])
    }
    expect(readdirSync(join(cwd, 'r/cells'))).toContain(cell)
  })

  test('in parts, merged, is what one run writes', { timeout: 300_000 }, async () => {
    for (const part of [1, 2]) {
      const one = await umbra([...args.slice(0, -1), `part-${part}`, '--shard', `${part}/2`], { cwd })
      expect(one.code, one.stderr).toBe(0)
      expect(one.stdout).toContain(`Part ${part} of 2: 2 scoring passes.`)
    }
    const merged = await umbra(['merge', 'part-2', 'part-1', '--out', 'whole'], { cwd })
    expect(merged.code, merged.stderr).toBe(0)
    const { timings: _, provenance: __, ...whole } = json<RobustnessResult>('whole', 'robustness.json')
    const { timings: ___, provenance: ____, ...single } = json<RobustnessResult>('r', 'robustness.json')
    expect(JSON.stringify(whole) === JSON.stringify(single)).toBe(true)
    expect(json<StudyResult>('whole', 'result.json').verdict).toEqual(
      json<StudyResult>('r', 'result.json').verdict,
    )
    for (const name of ['specifications.csv', 'samples.csv', 'maps.npz', 'figures/robustness.svg']) {
      expect(readFileSync(join(cwd, 'whole', name)).equals(readFileSync(join(cwd, 'r', name))), name).toBe(
        true,
      )
    }
    const alone = [...args.slice(1, -1), 'alone', '--shard', '1/2'].filter(
      (word) => !['--grid', 'grid.json', '--models', '2'].includes(word),
    )
    expect((await umbra(['study', ...alone], { cwd })).code).toBe(0)
    const mixed = await umbra(['merge', 'alone', 'part-2'], { cwd })
    expect(mixed).toMatchObject({ code: 2 })
    expect(mixed.stderr).toContain(
      'PARTS_DIFFER: alone is part of a study alone, part-2 of a study and its repetitions',
    )
  })

  test('a later study of the same question quotes it', async () => {
    const study = [
      'study',
      '--data',
      data,
      '--epochs',
      '6',
      '--classes',
      '1,7',
      '--images',
      '4',
      '--permutations',
      '99',
    ]
    const quoting = await umbra([...study, '--robustness', 'r', '--out', 's', '--json'], { cwd })
    expect(quoting.code, quoting.stderr).toBe(0)
    expect(quoting.stderr).toContain('Quoting r/robustness.json')
    expect((JSON.parse(quoting.stdout) as StudyResult).robustness).toMatchObject({ models: 2 })
  })

  test.each([
    ['ROBUSTNESS_NOT_FOUND', ['study', '--robustness', 'nowhere']],
    ['ROBUSTNESS_FORMAT', ['study', '--robustness', 'grid.json']],
    ['GRID_NOT_FOUND', ['robustness', '--grid', 'nowhere.json']],
    ['GRID_NOT_JSON', ['robustness', '--grid', 'broken.json']],
    ['OPTION_INVALID', ['robustness', '--grid', 'odd.json']],
    ['WINDOW_EXCEEDS_IMAGE', ['robustness', '--grid', 'wide.json']],
    ['OPTION_INVALID', ['robustness', '--models', 'many']],
    ['REGIONS_NOT_JSON', ['study', '--regions', 'broken.json']],
    ['MASK_SIZE', ['study', '--regions', 'masks.json']],
  ])('refuses with %s before any work', async (code, command) => {
    writeFileSync(join(cwd, 'broken.json'), '{"window": [3')
    writeFileSync(join(cwd, 'odd.json'), '{"windows": [3]}')
    writeFileSync(join(cwd, 'wide.json'), '{"window": [40]}')
    writeFileSync(join(cwd, 'masks.json'), '{"left": ["#."], "right": [".#"]}')
    const failed = await umbra([...command, '--data', data, '--images', '4'], { cwd })
    expect(failed).toMatchObject({ code: 2, stdout: '' })
    expect(failed.stderr).toContain(`umbra: ${code}: `)
  })
})
