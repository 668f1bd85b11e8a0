import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { umbra } from './run-umbra.js'
import { temporaryFolder, writeTinyData } from './tiny-data.js'

let data: string
let cwd: string

beforeAll(() => {
  data = writeTinyData()
  cwd = temporaryFolder()
})

const train = (...args: string[]) => ['train', '--data', data, ...args]

describe('umbra train', () => {
  test('saves a model with its provenance and prints one JSON document', async () => {
    const run = await umbra(train('--epochs', '2', '--out', 'model', '--json'), { cwd })
    expect(run.code).toBe(0)
    const result = JSON.parse(run.stdout)
    expect(result).toMatchObject({ schema: 'umbra.training/1', config: { epochs: 2 }, test: { n: 80 } })
    expect(result.history).toHaveLength(2)
    expect(run.stderr).toContain('epoch 2/2')

    const model = JSON.parse(readFileSync(join(cwd, 'model/model.json'), 'utf8'))
    expect(model.userDefinedMetadata.umbra.command).toBe(`umbra train --data ${data} --epochs 2`)
    expect(readdirSync(join(cwd, 'model')).sort()).toEqual(['manifest.json', 'model.json', 'weights.bin'])
  })

  test('does nothing where the same training was done, and refuses to replace another', async () => {
    const before = readFileSync(join(cwd, 'model/model.json'))
    const again = await umbra(train('--epochs', '2', '--out', 'model'), { cwd })
    expect(again.code).toBe(0)
    expect(again.stderr).toContain('was trained here before')
    expect(again.stderr).not.toContain('training:')

    const other = await umbra(train('--epochs', '3', '--out', 'model'), { cwd })
    expect(other.code).toBe(2)
    expect(other.stderr).toMatch(/^umbra: OUT_HOLDS_MODEL: /)
    expect(readFileSync(join(cwd, 'model/model.json'))).toEqual(before)
  })

  test('interrupted or killed, leaves a checkpoint; resumed, ends with the same weights', async () => {
    const args = train('--epochs', '30', '--seed', '3')
    const stopped = (signal: NodeJS.Signals, epoch: number, ...more: string[]) => {
      let sent = false
      return umbra([...args, '--out', 'resumed', ...more], {
        cwd,
        onStderr: (text, child) => {
          if (sent || !text.includes(`epoch ${epoch}/30`)) return
          sent = true
          child.kill(signal)
        },
      })
    }
    const first = await stopped('SIGINT', 2)
    expect(first.code).toBe(130)
    expect(first.stdout).toBe('')
    expect(first.stderr).toContain(`umbra train --data ${data} --epochs 30 --seed 3 --out resumed --resume`)
    expect(readdirSync(join(cwd, 'resumed'))).toEqual(['checkpoint.safetensors'])
    const early = readFileSync(join(cwd, 'resumed/checkpoint.safetensors'))

    expect((await stopped('SIGKILL', 8, '--resume')).code).toBeNull()
    const later = readFileSync(join(cwd, 'resumed/checkpoint.safetensors'))
    expect(later.equals(early)).toBe(false)

    const last = await umbra([...args, '--out', 'resumed', '--resume', '--threads', '1'], { cwd })
    expect(last.code, last.stderr).toBe(0)
    expect(last.stderr).toContain('Going on with the training after step')
    expect(last.stderr).not.toContain('epoch 6/30')
    expect(readdirSync(join(cwd, 'resumed')).sort()).toEqual(['manifest.json', 'model.json', 'weights.bin'])

    const whole = await umbra([...args, '--out', 'whole'], { cwd })
    expect(whole.code).toBe(0)
    const weights = (name: string) => readFileSync(join(cwd, name, 'weights.bin'))
    expect(weights('resumed').equals(weights('whole'))).toBe(true)
  })

  test('interrupted twice, stops at once', async () => {
    const signals: string[] = []
    const run = await umbra(train('--epochs', '5000', '--out', 'stopped'), {
      cwd,
      onStderr: (text, child) => {
        if (signals.length === 0 && text.includes('epoch 1/5000')) signals.push('first')
        else if (signals.length === 1 && text.includes('Stopping')) signals.push('second')
        else return
        child.kill('SIGINT')
      },
    })
    expect(run.code).toBe(130)
  })

  test('killed before its first checkpoint, starts again by the same line, to the same weights', async () => {
    const args = train('--epochs', '30', '--seed', '3', '--out', 'early', '--resume')
    const killed = umbra(args, {
      cwd,
      // The first thing said is that there is nothing to go on with; the first checkpoint takes an epoch.
      onStderr: (_, child) => void child.kill('SIGKILL'),
    })
    expect((await killed).code).toBeNull()
    expect(readdirSync(join(cwd, 'early'))).toEqual(['.umbra-lock'])
    const again = await umbra(args, { cwd })
    expect(again.code, again.stderr).toBe(0)
    expect(again.stderr).toContain('No checkpoint is kept in early: the training starts from the beginning\n')
    const weights = (name: string) => readFileSync(join(cwd, name, 'weights.bin'))
    expect(weights('early').equals(weights('whole'))).toBe(true)
  })
})
