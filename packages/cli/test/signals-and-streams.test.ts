import { spawn } from 'node:child_process'
import { appendFileSync, existsSync, readdirSync } from 'node:fs'
import { platform } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { BIN, type Run, umbra } from './run-umbra.js'
import { temporaryFolder, writeTinyData } from './tiny-data.js'

let data: string
let cwd: string
let model: string

beforeAll(async () => {
  data = writeTinyData()
  cwd = temporaryFolder()
  model = join(cwd, 'model')
  const run = await umbra(['train', '--data', data, '--epochs', '1', '--out', model])
  expect(run.code, run.stderr).toBe(0)
})

/** Runs a line of shell in which $UMBRA is the command line. */
function shell(line: string, onStderr: (text: string, pid: number) => void = () => undefined): Promise<Run> {
  return new Promise((resolve) => {
    const child = spawn('sh', ['-c', line.replaceAll('$UMBRA', `"${process.execPath}" "${BIN}"`)], { cwd })
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', (chunk) => {
      stdout += chunk
    })
    child.stderr.on('data', (chunk) => {
      stderr += chunk
      onStderr(stderr, child.pid!)
    })
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}

/** Sends a signal once a text has been said. */
function once(text: string, signal: NodeJS.Signals): (stderr: string, pid: number) => void {
  let sent = false
  return (stderr, pid) => {
    if (sent || !stderr.includes(text)) return
    sent = true
    process.kill(pid, signal)
  }
}

const training = (out: string, ...more: string[]) =>
  `train --data ${data} --epochs 60 --out ${out} ${more.join(' ')}`

const study = (out: string) =>
  `study --data ${data} --model ${model} --images 4 --selection all --permutations 99 --controls 0 --out ${out}`

describe('the end of the terminal', () => {
  test('is a signal like any other: the work so far is kept', async () => {
    const run = await shell(`exec $UMBRA ${training('hung-up')}`, once('epoch 1/60', 'SIGHUP'))
    expect(run.code, run.stderr).toBe(130)
    expect(run.stderr).toContain('--resume')
    expect(readdirSync(join(cwd, 'hung-up'))).toEqual(['checkpoint.safetensors'])
  })

  // Node forgets that a signal was ignored as it starts; Linux alone tells it otherwise.
  test.skipIf(platform() !== 'linux').each([
    ['nohup, as bash starts it', 'exec env _=/usr/bin/nohup nohup', ''],
    ['nohup at a terminal, whose input is then write-only', 'exec nohup', '0>/dev/null'],
  ])('is outlived under %s', async (name, before, after) => {
    const out = name.replaceAll(/\W/g, '')
    const run = await shell(`${before} $UMBRA ${training(out)} ${after}`, once('epoch 1/60', 'SIGHUP'))
    expect(run.code, run.stderr).toBe(0)
    expect(existsSync(join(cwd, out, 'model.json'))).toBe(true)
  })

  test.skipIf(platform() !== 'linux')('is outlived below a script that ignores it', async () => {
    const line = `trap '' HUP; $UMBRA ${training('script')} & echo "child $!" >&2; wait $!`
    let sent = false
    const run = await shell(line, (stderr) => {
      if (sent || !stderr.includes('epoch 1/60')) return
      sent = true
      process.kill(Number(/child (\d+)/.exec(stderr)![1]), 'SIGHUP')
    })
    expect(run.code, run.stderr).toBe(0)
  })
})

describe.skipIf(!existsSync('/dev/full'))('a disk that is full', () => {
  const evaluate = () => `evaluate --data ${data} --model ${model}`

  test.each([
    ['results for people', evaluate],
    ['a JSON document', () => `${evaluate()} --json`],
    ['help', () => '--help'],
    ['the help of a command', () => 'study --help'],
    ['a version', () => '--version'],
    ['a script for a shell', () => 'completion bash'],
    ['an address', () => 'serve --port 0'],
    ['an error as JSON', () => 'evaluate --model nowhere --json'],
  ])('under standard output, for %s, is said on standard error', async (name, command) => {
    const { code, stderr } = await shell(`exec $UMBRA ${command()} >/dev/full`)
    if (name === 'an error as JSON')
      expect([code, stderr]).toEqual([2, expect.stringMatching(/^umbra: MODEL_NOT_FOUND: /)])
    else {
      expect(code, stderr).toBe(1)
      expect(stderr).toMatch(
        /^umbra: ENOSPC: the disk is full \(standard output cannot be written\)\n {2}hint: /m,
      )
      expect(stderr.match(/^umbra: /gm)).toHaveLength(1)
    }
  })

  test('under standard output leaves files whole and none behind', async () => {
    const { code, stderr } = await shell(`exec $UMBRA ${study('full-out')} >/dev/full`)
    expect(code, stderr).toBe(1)
    expect(readdirSync(join(cwd, 'full-out'))).toContain('manifest.json')
    expect(
      readdirSync(join(cwd, 'full-out')).filter((name) => name.startsWith('.') || name === 'cells'),
    ).toEqual([])
  })

  test('under standard error loses words, not results, and is no success', async () => {
    const { code, stdout } = await shell(`exec $UMBRA ${study('full-err')} --json 2>/dev/full`)
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'umbra.study/2' })
    expect(readdirSync(join(cwd, 'full-err'))).toContain('manifest.json')
  })

  test('under both ends with 1', async () => {
    expect((await shell(`exec $UMBRA ${evaluate()} >/dev/full 2>&1`)).code).toBe(1)
  })
})

describe('a reader that has seen enough', () => {
  test('of results is no failure; of words on the way ends the work', async () => {
    const piped = (command: string, to: string) =>
      shell(`exec 3>&1; { $UMBRA ${command}; echo "code $?" >&3; } ${to} | true`)
    expect(await piped('study --help', '')).toMatchObject({ stdout: 'code 0\n', stderr: '' })
    expect((await piped(training('unheard'), '2>&1 >/dev/null')).stdout).toBe('code 141\n')
  })

  test('leaves files whole and none behind, and hides no failure', async () => {
    const piped = (command: string) =>
      shell(`exec 3>&1; { $UMBRA ${command} 3>&-; echo "code $?" >&3; } | true`)
    expect((await piped(study('unread'))).stdout).toBe('code 0\n')
    const left = readdirSync(join(cwd, 'unread'))
    expect(left).toContain('manifest.json')
    expect(left.filter((name) => name.startsWith('.') || name === 'cells')).toEqual([])
    appendFileSync(join(cwd, 'unread', 'samples.csv'), ' ')
    expect((await piped('verify unread --json')).stdout).toBe('code 1\n')
  })
})
