import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type MethodsResult, npy, Random } from '@umbra/core'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contentsOf, sha256 } from './contents-of.js'
import { type RedisServer, redisVersion, startRedis } from './redis-server.js'
import { BIN, type Run, umbra } from './run-umbra.js'
import { temporaryFolder, writeTinyData } from './tiny-data.js'

const version = redisVersion()
if (!version) process.stderr.write('redis-server is not installed: tests of the queue are left out\n')

const troubled = pathToFileURL(join(import.meta.dirname, 'fixtures/troubled-worker.mjs')).href
const children: ChildProcess[] = []

const ONE_CHOICE = {
  ...{ window: [[4, 4]], stride: [[2, 2]], baseline: ['marginal'], score: ['logit'], normalisation: ['raw'] },
  ...{ regions: [3], selection: ['all'] },
}

let cwd: string
let data: string
let redis: RedisServer
let study: readonly string[]
let whole: Record<string, string>

/** A worker with a short lock; `trouble` befalls it in the middle of its first unit, or of the one at `place`. */
function startWorker(trouble?: 'killed' | 'told to stop' | 'stopped' | 'poison' | 'wrong input', place = 0) {
  const env = { UMBRA_TEST_TROUBLE: trouble ?? '', UMBRA_TEST_PLACE: String(place), UMBRA_QUEUE: redis.url }
  const args = ['--import', troubled, BIN, 'work', '--wait', '--lock', '2', '--threads', '1', '--verbose']
  const child = spawn(process.execPath, args, { cwd, env: { ...process.env, ...env } })
  children.push(child)
  const said = { text: '' }
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said.text += chunk
    })
  }
  const gone = new Promise<NodeJS.Signals | number | null>((resolve) =>
    child.on('close', (code, signal) => resolve(signal ?? code)),
  )
  return { child, said, gone }
}

/** Until something is so; a test's own limit ends what never is. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((done) => setTimeout(done, 20))
}

async function onServer<T>(ask: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(redis.url)
  try {
    return await ask(client)
  } finally {
    client.disconnect()
  }
}

function unitsWaiting(): Promise<number> {
  return onServer(async (client) => {
    const [queue] = await client.keys('bull:umbra-*:wait')
    return queue ? client.llen(queue) : 0
  })
}

/** Models and images that went through the server. */
function blobs(): Promise<string[]> {
  return onServer(async (client) => (await client.keys('umbra:blob:*')).sort())
}

/** [n] between 0 and 1, the same ones always. */
function noise(n: number): Float32Array {
  const random = new Random(5)
  return Float32Array.from({ length: n }, () => random.uniform())
}

function withQueue(args: readonly string[]): Promise<Run> {
  return umbra(args, { cwd, env: { UMBRA_QUEUE: redis.url } })
}

function isStopped({ pid }: ChildProcess): boolean {
  return / T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
}

describe.skipIf(!version && !process.env.CI)('units on a queue', { timeout: 180_000 }, () => {
  beforeAll(async () => {
    process.stderr.write(`${version}\n`)
    redis = await startRedis()
    data = writeTinyData({ train: 12, test: 60 })
    cwd = temporaryFolder()
    await umbra(['train', '--data', data, '--epochs', '3', '--out', 'model'], { cwd })
    // One covering more: units of every kind that studies are made of, in few.
    writeFileSync(join(cwd, 'grid.json'), JSON.stringify(ONE_CHOICE))
    study = [
      ...['robustness', '--data', data, '--model', 'model', '--selection', 'all', '--permutations', '99'],
      ...['--images', '33', '--classes', '1,7', '--controls', '1', '--baseline', 'marginal'],
      ...['--grid', 'grid.json', '--confidence', '0.9'],
    ]
    const one = await umbra([...study, '--out', 'whole'], { cwd })
    expect(one.code, one.stderr).toBe(0)
    whole = contentsOf(join(cwd, 'whole'))
  })

  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL')
    await redis?.stop()
  })

  test('come to the bytes of one run, whoever is killed, stopped for longer than its lock, or restarted', async () => {
    const running = withQueue([...study, '--out', 'queued'])
    await until(async () => (await unitsWaiting()) > 0)
    const killed = startWorker('killed')
    expect(await killed.gone).toBe('SIGKILL')
    // What it gives back another has at once, whatever its clock says.
    expect(await startWorker('told to stop').gone).toBe(130)
    const stopped = startWorker('stopped')
    await until(() => isStopped(stopped.child))
    await redis.restart()
    const third = startWorker()
    const run = await running
    expect(run.code, run.stderr).toBe(0)
    expect(contentsOf(join(cwd, 'queued'))).toEqual(whole)
    // The study's units and those of its repetitions are handed out together.
    expect(run.stderr.match(/units on redis:/g)).toHaveLength(1)
    const hash = sha256(JSON.stringify(whole))
    const queued = sha256(JSON.stringify(contentsOf(join(cwd, 'queued'))))
    process.stderr.write(`killed, stopped, restarted: ${queued}; one run: ${hash}\n`)

    // Its unit was computed by another meanwhile; it delivers late, and lives.
    stopped.child.kill('SIGCONT')
    stopped.child.kill('SIGTERM')
    expect(await stopped.gone).toBe(130)
    third.child.kill('SIGTERM')
    expect(await third.gone).toBe(130)
    expect(third.said.text).toContain('Taking units of Umbra')
    for (const text of [run.stdout, run.stderr, stopped.said.text, third.said.text, JSON.stringify(whole)]) {
      expect(text).not.toContain(redis.password)
      expect(text).not.toContain(encodeURIComponent(redis.password))
    }
  })

  test('that fail three times are set aside and named, the rest is kept, and --resume comes to the same bytes', async () => {
    const poisoned = startWorker('poison', firstPlace())
    const run = await withQueue([...study, '--out', 'poisoned'])
    expect(run.code, run.stderr).toBe(3)
    expect(run.stderr).toMatch(
      /UNITS_SET_ASIDE: maps of \d+ images from \d+ on, model \w+ failed three times \(unreachable executed\)/,
    )
    expect(run.stderr).toContain('--resume')
    expect(poisoned.said.text.match(/maps: unreachable executed/g)).toHaveLength(3)
    expect(readdirSync(join(cwd, 'poisoned'))).toEqual(['cells'])
    poisoned.child.kill('SIGTERM')
    await poisoned.gone
    // What it takes for wrong input is tried once, and left to the run: that says what is wrong, were anything.
    const refusing = startWorker('wrong input', firstPlace())
    const again = await withQueue([...study, '--out', 'poisoned', '--resume'])
    expect(again.code, again.stderr).toBe(0)
    expect(again.stderr).toContain('1 unit on')
    expect(refusing.said.text.match(/maps: SCORES_NOT_FINITE: image 0/g)).toHaveLength(1)
    expect(contentsOf(join(cwd, 'poisoned'))).toEqual(whole)
    refusing.child.kill('SIGTERM')
    await refusing.gone
  })

  test('of pictures, of faithfulness and of methods travel over TLS and by a shared folder, and come to the bytes of one run', async () => {
    const before = await blobs()
    writeFileSync(join(cwd, 'pictures.npy'), npy({ data: noise(3 * 14 * 14), shape: [3, 14, 14, 1] }))
    const drawn = ['--baseline', 'marginal', '--window', '4', '--stride', '3']
    const explain = ['explain', 'pictures.npy', '--model', 'model', '--data', data, ...drawn]
    const few = ['--images', '3', '--steps', '4', '--subsets', '5', '--segments', '4', '--permutations', '99']
    const faithfulness = ['faithfulness', '--model', 'model', '--data', data, ...few, '--confidence', '0.9']
    const { url, authority } = redis.tls
    const env = { NODE_EXTRA_CA_CERTS: authority, UMBRA_QUEUE_PASSWORD: redis.password }
    const secure = { UMBRA_QUEUE: url, ...env, UMBRA_SHARED: join(cwd, 'shared') }
    const args = [BIN, 'work', '--wait', '--threads', '1']
    const worker = spawn(process.execPath, args, { cwd, env: { ...process.env, ...secure } })
    children.push(worker)
    let said = ''
    for (const [name, line] of Object.entries({ explain, faithfulness })) {
      const alone = await umbra([...line, '--out', `${name}-alone`], { cwd })
      expect(alone.code, alone.stderr).toBe(0)
      const spread = await umbra([...line, '--out', `${name}-spread`], { cwd, env: secure })
      expect(spread.code, spread.stderr).toBe(0)
      expect(spread.stderr).toContain(`3 units on ${url}: umbra work`)
      expect(contentsOf(join(cwd, `${name}-spread`))).toEqual(contentsOf(join(cwd, `${name}-alone`)))
      said += spread.stdout + spread.stderr
    }
    const methods = ['compare-methods', ...faithfulness.slice(1), '--methods', 'occlusion,rise,gradient']
    const [apart, alike] = ['methods-spread', 'methods-alone']
    const line = [...methods, '--baseline', 'marginal', '--samples', '16']
    const alone = await umbra([...line, '--out', alike], { cwd })
    expect(alone.code, alone.stderr).toBe(0)
    const spread = await umbra([...line, '--out', apart], { cwd, env: secure })
    expect(spread.code, spread.stderr).toBe(0)
    // The worker measures what it mapped before, and none of it is timed.
    expect(spread.stderr.match(/\d+ units on/g)).toEqual(['9 units on', '3 units on'])
    expect(methodsIn(apart)).toEqual({ ...methodsIn(alike), timed: 0 })
    said += spread.stdout + spread.stderr
    worker.kill('SIGKILL')
    expect(readdirSync(join(cwd, 'shared')).length).toBeGreaterThan(4)
    expect(await blobs()).toEqual(before)
    expect(said).not.toContain(redis.password)

    const untrusted = await umbra(['work'], { cwd, env: { UMBRA_QUEUE: url } })
    expect(untrusted).toMatchObject({ code: 2, stdout: '' })
    expect(untrusted.stderr).toMatch(
      /^umbra: QUEUE_CERTIFICATE: the certificate of rediss:\/\/127\.0\.0\.1:\d+ is not trusted here: \w+\n/,
    )
  })

  test('are not for workers of another version, nor for those without the shared folder', async () => {
    const client = new Redis(redis.url)
    const other = { umbra: '0.0.1', node: '18.0.0', variant: 'scalar' }
    await client.set('umbra:run:other', JSON.stringify({ fingerprint: other, shared: false }), 'EX', 60)
    const refused = await withQueue(['work'])
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    expect(refused.stderr).toContain('holds units of Umbra 0.0.1, Node 18.0.0, scalar; this is Umbra')
    await client.del('umbra:run:other')
    const own = refused.stderr.match(/this is Umbra (\S+), Node (\S+), (\S+)/)!
    const fingerprint = { umbra: own[1], node: own[2], variant: own[3] }
    await client.set('umbra:run:shared', JSON.stringify({ fingerprint, shared: true }), 'EX', 60)
    const without = await withQueue(['work'])
    expect([without.code, without.stderr.split('\n')[0]]).toEqual([
      2,
      expect.stringContaining('QUEUE_SHARED'),
    ])
    await client.del('umbra:run:shared')
    client.disconnect()
    expect(await withQueue(['work'])).toMatchObject({ code: 0, stdout: 'There were no units.\n' })
  })

  test.each([
    ['redis://127.0.0.1:1', 1, 'QUEUE_UNREACHABLE: redis://127.0.0.1:1 does not answer: ECONNREFUSED'],
    ['http://127.0.0.1', 2, 'QUEUE_ADDRESS: queue: expected redis://host:port'],
  ])('of %s are refused in a line', async (url, code, line) => {
    const run = await umbra(['work', '--queue', url], { cwd })
    expect(run).toMatchObject({ code, stdout: '' })
    expect(run.stderr).toContain(line)
  })

  test('keep a password to themselves', async () => {
    const url = `redis://user:wr0ng@127.0.0.1:${redis.port}`
    for (const args of [
      ['work', '--queue', url, '--verbose'],
      ['study', '--queue', url, '--show-config'],
      ['study', '--queue', url, '--show-config', '--json'],
    ]) {
      // What a list of processes shows is said at the end.
      const env = {
        NODE_OPTIONS: '--import=data:text/javascript,process.on(%22exit%22,()=>console.error(process.title))',
      }
      const run = await umbra(args, { cwd, env })
      expect(run.stderr).toContain(`umbra ${args[0]} --queue redis://user:***@127.0.0.1:${redis.port}`)
      expect(run.stdout + run.stderr).toContain('127.0.0.1')
      expect(run.stdout + run.stderr).not.toContain('wr0ng')
    }
  })
})

/** What a comparison of methods wrote, but for the seconds of methods and the report that has them: how many are timed instead. */
function methodsIn(folder: string) {
  const { 'methods.json': _, 'report.html': __, ...others } = contentsOf(join(cwd, folder))
  const read = (name: string) => readFileSync(join(cwd, folder, name), 'utf8')
  const {
    methods,
    timings: ___,
    provenance: ____,
    ...rest
  } = JSON.parse(read('methods.json')) as MethodsResult
  const timed = methods.filter(({ seconds }) => seconds !== undefined).length
  expect(read('report.html').includes('made by workers of a queue')).toBe(timed < methods.length)
  return { others, rest, timed, methods: methods.map(({ seconds: _____, ...method }) => method) }
}

/** The place in the data of the first image that the study draws. */
function firstPlace(): number {
  const [, row] = readFileSync(join(cwd, 'whole/samples.csv'), 'utf8').split('\n')
  return Number(row!.split(',')[0])
}
