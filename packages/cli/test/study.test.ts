import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Run, umbra } from './run-umbra.js'
import { temporaryFolder, writeTinyData } from './tiny-data.js'

let data: string
let cwd: string
let run: Run
let args: string[]

beforeAll(async () => {
  data = writeTinyData()
  cwd = temporaryFolder()
  args = [
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
  run = await umbra(args, { cwd })
})

/** What the first run wrote. */
function firstResult() {
  const [folder] = readdirSync(join(cwd, 'umbra-out')).filter((name) => name.startsWith('study-'))
  return JSON.parse(readFileSync(join(cwd, 'umbra-out', folder!, 'result.json'), 'utf8'))
}

describe('umbra study', () => {
  test('trains, maps, tests and writes, the report’s path first', () => {
    expect(run.code, run.stderr).toBe(0)
    const lines = run.stdout.trimEnd().split('\n')
    const [, report] = /^Report: (umbra-out\/study-1-7-[0-9a-f]{8}\/report\.html)$/.exec(lines.at(-2)!)!
    expect(lines.at(-1)).toMatch(/^ {2}\d+ more files; --verbose lists them$/)
    const figures = ['overview', 'maps', 'regions', 'difference'].flatMap((name) => [
      `${name}.svg`,
      `${name}.png`,
    ])
    const folder = join(cwd, report!, '..')
    for (const path of readdirSync(folder, { recursive: true }) as string[])
      expect(statSync(join(folder, path)).size, path).toBeGreaterThan(0)
    expect(readdirSync(join(folder, 'figures'))).toEqual(expect.arrayContaining(figures))
    expect(readdirSync(folder)).toEqual(
      expect.arrayContaining(['result.json', 'report.html', 'samples.csv', 'maps.npz']),
    )
  })

  test('says what it found on stdout, and how it went on stderr', () => {
    for (const region of ['top', 'middle', 'bottom']) expect(run.stdout).toContain(` ${region} `)
    expect(run.stdout).toContain('Verdict')
    expect(run.stderr).toContain('maps of 1: 4 images')
    expect(run.stdout).not.toContain('maps of 1')
  })

  test('run again, uses the model it kept', async () => {
    let interrupted = false
    const again = await umbra(args, {
      cwd,
      onStderr: (text, child) => {
        if (interrupted || !text.includes('Using the model already trained')) return
        interrupted = true
        child.kill('SIGINT')
      },
    })
    expect(again).toMatchObject({ code: 130, stdout: '' })
    expect(again.stderr).not.toContain('training:')
  })

  test('trains a damaged model again, to the same numbers on one thread; JSON is all there is on stdout', async () => {
    const [name] = readdirSync(join(cwd, 'umbra-out/models'))
    writeFileSync(join(cwd, 'umbra-out/models', name!, 'weights.bin'), 'short')
    const again = await umbra([...args, '--json', '--out', 'elsewhere', '--threads', '1'], { cwd })
    expect(again.code, again.stderr).toBe(0)
    expect(again.stderr).toMatch(/cannot be used \(FILE_DAMAGED: .*training it again/)
    const result = JSON.parse(again.stdout)
    expect(JSON.parse(readFileSync(join(cwd, 'elsewhere/result.json'), 'utf8'))).toEqual(result)

    const first = firstResult()
    for (const key of ['schema', 'config', 'classes', 'regions', 'tests', 'verdict']) {
      expect(result[key], key).toEqual(first[key])
    }
    expect(result.provenance.command).toBe(
      `umbra study --data ${data} --classes 1,7 --images 4 --permutations 99 --epochs 6`,
    )
  })

  test('keeps the contract of result.json', () => {
    const result = firstResult()
    expect(result.schema).toMatch(/^umbra\.study\/\d+$/)
    const [{ regions }] = result.classes
    expect(regions[0]).toMatchObject({ name: 'top', mean: expect.any(Number), sd: expect.any(Number), n: 4 })
    const { interaction, overall, regions: tests, pooledPixels } = result.tests
    for (const tested of [interaction, overall, ...tests, pooledPixels]) {
      expect(tested).toMatchObject({
        name: expect.any(String),
        statistic: expect.any(Number),
        p: expect.any(Number),
        logP: expect.any(Number),
      })
    }
    expect(result.verdict.text).toMatch(/\.$/)
  })
})

test('a study interrupted in its training goes on from there with --resume', async () => {
  const folder = temporaryFolder()
  const study = ['study', '--data', data, '--epochs', '30', '--classes', '1,7', '--images', '2']
  let interrupted = false
  const first = await umbra(study, {
    cwd: folder,
    onStderr: (text, child) => {
      if (interrupted || !text.includes('epoch 2/30')) return
      interrupted = true
      child.kill('SIGINT')
    },
  })
  expect(first).toMatchObject({ code: 130, stdout: '' })
  expect(first.stderr).toContain(`umbra ${study.join(' ')} --resume`)

  const second = await umbra([...study, '--resume', '--permutations', '99'], { cwd: folder })
  expect(second.code, second.stderr).toBe(0)
  expect(second.stderr).toContain('Going on with the training')
  expect(second.stderr).not.toContain('epoch 1/30')
})

describe('umbra evaluate', () => {
  test('counts every image of the test split', async () => {
    const [name] = readdirSync(join(cwd, 'umbra-out/models'))
    const model = join('umbra-out/models', name!)
    const evaluated = await umbra(['evaluate', '--model', model, '--data', data, '--json', '--quiet'], {
      cwd,
    })
    expect(evaluated).toMatchObject({ code: 0, stderr: '' })
    const result = JSON.parse(evaluated.stdout)
    expect(result).toMatchObject({ schema: 'umbra.evaluation/1', n: 80, model: { source: model } })
    const counts: number[][] = result.confusion
    expect(counts.flat().reduce((sum, count) => sum + count, 0)).toBe(80)
    const correct = counts.reduce((sum, row, c) => sum + row[c]!, 0)
    expect(result.accuracy).toBeCloseTo(correct / 80, 12)
  })
})

test('umbra study --classes all compares every class with every other', async () => {
  const all = [
    'study',
    '--data',
    data,
    '--epochs',
    '6',
    '--classes',
    'all',
    '--images',
    '3',
    '--selection',
    'all',
  ]
  const compared = await umbra([...all, '--permutations', '99', '--out', 'pairs'], { cwd })
  expect(compared.code, compared.stderr).toBe(0)
  expect(compared.stdout).toContain('45 pairs of 10 classes')
  const result = JSON.parse(readFileSync(join(cwd, 'pairs/pairs.json'), 'utf8'))
  expect(result).toMatchObject({ schema: 'umbra.pairs/2' })
  expect(result.pairs).toHaveLength(45)
  expect(readFileSync(join(cwd, 'pairs/report.html'), 'utf8')).toContain(
    'Where the network looks in 10 classes',
  )
  expect(readdirSync(join(cwd, 'pairs/figures'))).toEqual(
    expect.arrayContaining(['maps.svg', 'pairs.svg', 'pairs.png', 'pairs-middle.svg']),
  )
})
