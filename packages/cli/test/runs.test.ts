import { type ChildProcess, spawn } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { Random } from '@umbra/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { readParts } from '../src/input/read-parts.js'
import { contentsOf, sha256 } from './contents-of.js'
import { BIN, umbra } from './run-umbra.js'
import { temporaryFolder, writeTinyData } from './tiny-data.js'

let cwd: string
let study: string[]

beforeAll(async () => {
  const data = writeTinyData({ train: 12, test: 60 })
  cwd = temporaryFolder()
  await umbra(['train', '--data', data, '--epochs', '3', '--out', 'model'], { cwd })
  const common = ['study', '--data', data, '--model', 'model', '--selection', 'all', '--permutations', '99']
  study = [...common, '--images', '48', '--classes', '1,7', '--controls', '2']
  const one = await umbra([...study, '--out', 'whole'], { cwd })
  expect(one.code, one.stderr).toBe(0)
})

/** Every file below a folder of the test. */
function contents(folder: string): Record<string, string> {
  return contentsOf(join(cwd, folder))
}

describe('a finished folder', () => {
  test('has a manifest of all its files, and nothing else lies there', () => {
    const manifest = JSON.parse(readFileSync(join(cwd, 'whole/manifest.json'), 'utf8'))
    expect(manifest).toMatchObject({ schema: 'umbra.manifest/1', config: { classes: [1, 7] } })
    for (const { name, bytes, sha256: hash } of manifest.files) {
      const content = readFileSync(join(cwd, 'whole', name))
      expect([name, content.length, sha256(content)]).toEqual([name, bytes, hash])
    }
    const named = manifest.files.map(({ name }: { name: string }) => name)
    expect(Object.keys(contents('whole')).sort()).toEqual([...named, 'manifest.json'].sort())
  })
})

/** Starts a run and kills it, with no chance to tidy up, when told; resolves when it is gone. */
function killed(args: readonly string[], when: (child: ChildProcess) => Promise<unknown>): Promise<unknown> {
  const child = spawn(process.execPath, [BIN, ...args], { cwd, stdio: 'ignore' })
  const gone = new Promise((resolve) => child.on('close', resolve))
  void when(child).then(() => child.kill('SIGKILL'))
  return gone
}

describe('a run that was killed', () => {
  test('at random moments goes on with --resume, to the same files', async () => {
    const random = new Random(5)
    const args = [...study, '--out', 'killed']
    for (let round = 0; round < 3; round++) {
      const delay = 200 + random.integer(1500)
      await killed([...args, '--resume'], () => new Promise((resolve) => setTimeout(resolve, delay)))
    }
    const resumed = await umbra([...args, '--resume'], { cwd })
    expect(resumed.code, resumed.stderr).toBe(0)
    expect(contents('killed')).toEqual(contents('whole'))
  })

  test('among its maps keeps those it has, and sweeps up what was half-written', async () => {
    const args = [...study, '--out', 'cells']
    const cells = () => (existsSync(join(cwd, 'cells/cells')) ? readdirSync(join(cwd, 'cells/cells')) : [])
    await killed(args, async () => {
      while (!cells().some((name) => name.endsWith('.maps'))) await new Promise((r) => setTimeout(r, 2))
    })
    expect(existsSync(join(cwd, 'cells/.umbra-lock'))).toBe(true)
    mkdirSync(join(cwd, 'cells/.umbra-writing-0'))
    writeFileSync(join(cwd, 'cells/.umbra-writing-0/result.json'), 'half')
    writeFileSync(join(cwd, 'cells/cells/.umbra-writing-1'), 'half')
    const resumed = await umbra([...args, '--resume'], { cwd })
    expect(resumed.code, resumed.stderr).toBe(0)
    expect(resumed.stderr).toContain('Going on with what was finished before, kept in cells')
    expect(contents('cells')).toEqual(contents('whole'))
  })

  test('by Ctrl-C says how to go on', async () => {
    let interrupted = false
    const args = [...study, '--images', '60', '--out', 'stopped']
    const stopped = await umbra(args, {
      cwd,
      onStderr: (text, child) => {
        if (interrupted || !text.includes('maps of 1:')) return
        interrupted = true
        child.kill('SIGTERM')
      },
    })
    expect(stopped).toMatchObject({ code: 130, stdout: '' })
    expect(stopped.stderr).toContain(`umbra ${args.join(' ')} --resume`)
    expect(readdirSync(join(cwd, 'stopped'))).toEqual(['cells'])
  })

  test('by a full disk leaves what was there, keeps what is finished, and goes on', async () => {
    cpSync(join(cwd, 'whole'), join(cwd, 'full'), { recursive: true })
    const before = contents('full')
    // A limit on file sizes is a full disk that needs no administrator: maps fit below it, the report does not.
    const line = `ulimit -f 200; exec "${process.execPath}" "${BIN}" ${study.join(' ')} --out full`
    const child = spawn('sh', ['-c', line], { cwd })
    let stderr = ''
    child.stderr.on('data', (chunk) => {
      stderr += chunk
    })
    const code = await new Promise((resolve) => child.on('close', resolve))
    expect([code, stderr]).toEqual([1, expect.stringMatching(/umbra: EFBIG: .*\n/)])
    expect(stderr).toContain('--resume')
    const { 'cells/x': _, ...left } = contents('full')
    const kept = Object.keys(left).filter((name) => name.startsWith('cells/'))
    expect(kept.length).toBeGreaterThan(0)
    expect(Object.fromEntries(Object.entries(left).filter(([name]) => !kept.includes(name)))).toEqual(before)
    const resumed = await umbra([...study, '--out', 'full', '--resume'], { cwd })
    expect(resumed.code, resumed.stderr).toBe(0)
    expect(contents('full')).toEqual(contents('whole'))
  })
})

describe('two runs into one folder', () => {
  test('the second is refused, naming the first, and harms nothing', async () => {
    const waiting = spawn(process.execPath, [BIN, ...study, '--images', '60', '--out', 'busy'], { cwd })
    const gone = new Promise((resolve) => waiting.on('close', resolve))
    while (!existsSync(join(cwd, 'busy/.umbra-lock'))) await new Promise((r) => setTimeout(r, 2))
    waiting.kill('SIGSTOP')
    const refused = await umbra([...study, '--out', 'busy'], { cwd })
    expect(refused).toMatchObject({ code: 75, stdout: '' })
    expect(refused.stderr).toMatch(
      new RegExp(
        `^umbra: OUT_IN_USE: busy is being written to by process ${waiting.pid} on \\S+, since .* \\(umbra study `,
      ),
    )
    waiting.kill('SIGCONT')
    expect(await gone).toBe(0)
    expect(readdirSync(join(cwd, 'busy'))).toContain('manifest.json')
    expect(readdirSync(join(cwd, 'busy'))).not.toContain('.umbra-lock')
  })
})

/** Every kind of damage to one of some parts is refused in a line, in a copy of them that is left as it was. */
async function expectDamageSeen(folders: readonly string[]): Promise<void> {
  const random = new Random(11)
  const flipped = (name: string) => (bytes: Buffer) => {
    const bit = random.integer(8 * bytes.length)
    bytes[bit >> 3]! ^= 1 << (bit & 7)
    return [name, bytes] as const
  }
  const other = (name: string) => readFileSync(join(cwd, folders[2]!, name))
  const damage: Record<string, (folder: string) => void> = {
    'no manifest': (folder) => rmSync(join(folder, 'manifest.json')),
    'the manifest of another part': (folder) =>
      writeFileSync(join(folder, 'manifest.json'), other('manifest.json')),
    'the JSON of another part': (folder) => writeFileSync(join(folder, 'part.json'), other('part.json')),
    'the maps of another part': (folder) => writeFileSync(join(folder, 'part.bin'), other('part.bin')),
    'all but the manifest of another part': (folder) => {
      for (const name of ['part.json', 'part.bin']) writeFileSync(join(folder, name), other(name))
    },
    'bytes behind the JSON': (folder) => appendFileSync(join(folder, 'part.json'), ' '),
    'bytes behind the maps': (folder) => appendFileSync(join(folder, 'part.bin'), '\0\0\0\0'),
    'a manifest that is no JSON': (folder) => writeFileSync(join(folder, 'manifest.json'), '{'),
    'a manifest without files': (folder) =>
      writeFileSync(join(folder, 'manifest.json'), '{"schema":"umbra.manifest/1"}'),
    'NaN in the JSON': (folder) => replaceIn(join(folder, 'part.json'), /"excluded": \d+/, '"excluded": NaN'),
    'an absurd provenance': (folder) =>
      replaceIn(join(folder, 'part.json'), /"threads": \d+/, '"threads": []'),
  }
  for (const name of ['part.json', 'part.json', 'part.json', 'part.bin']) {
    damage[`a bit of ${name}, ${Object.keys(damage).length}`] = (folder) => {
      const [file, bytes] = flipped(name)(readFileSync(join(folder, name)))
      writeFileSync(join(folder, file), bytes)
    }
  }
  for (const [what, harm] of Object.entries(damage)) {
    const copies = folders.map((folder) => `copy-${folder}`)
    for (const [i, copy] of copies.entries())
      cpSync(join(cwd, folders[i]!), join(cwd, copy), { recursive: true })
    harm(join(cwd, copies[1]!))
    const refusal = {
      name: 'InputError',
      code: expect.stringMatching(/FILE_DAMAGED|MANIFEST_FORMAT|PART_NOT_FOUND/),
    }
    await expect(readParts(copies.map((copy) => join(cwd, copy))), what).rejects.toMatchObject(refusal)
    for (const copy of copies) rmSync(join(cwd, copy), { recursive: true })
  }
}

function replaceIn(path: string, from: RegExp, to: string): void {
  const text = readFileSync(path, 'utf8')
  expect(text).toMatch(from)
  writeFileSync(path, text.replace(from, to))
}

describe('umbra merge', () => {
  test('of shards, in any order, is the very result of a single run', async () => {
    const folders = ['part-1', 'part-2', 'part-3']
    const shards = folders.map((out, i) => umbra([...study, '--shard', `${i + 1}/3`, '--out', out], { cwd }))
    for (const shard of await Promise.all(shards)) expect(shard.code, shard.stderr).toBe(0)
    const [one, two, three] = folders
    const merged = await umbra(['merge', three!, one!, two!, '--out', 'merged'], { cwd })
    expect(merged.code, merged.stderr).toBe(0)
    expect(contents('merged')).toEqual(contents('whole'))

    rmSync(join(cwd, two!, 'part.json'))
    const refused = await Promise.all([
      umbra(['merge', one!, three!, '--json'], { cwd }),
      umbra(['merge', one!, one!, three!], { cwd }),
      umbra(['merge', one!, two!, three!], { cwd }),
      umbra([...study, '--shard', '4/3'], { cwd }),
      umbra(['merge', one!, three!, '--out', `./${one}/`], { cwd }),
    ])
    expect(refused.map(({ code }) => code)).toEqual([2, 2, 2, 2, 2])
    const codes = refused.map(({ stderr }) => /^umbra: (\w+): /.exec(stderr)?.[1])
    const missing = ['PARTS_MISSING', 'PARTS_REPEATED', 'PART_NOT_FOUND']
    expect(codes).toEqual([...missing, 'OPTION_INVALID', 'OUT_HOLDS_PART'])
    expect(JSON.parse(refused[0]!.stdout)).toMatchObject({ error: { code: 'PARTS_MISSING' } })
  })

  test('of a part that was damaged, is of others’ files, or not whole, is refused', async () => {
    const folders = ['damaged-1', 'damaged-2', 'damaged-3']
    for (const [i, out] of folders.entries()) {
      const shard = await umbra([...study, '--images', '3', '--shard', `${i + 1}/3`, '--out', out], { cwd })
      expect(shard.code, shard.stderr).toBe(0)
    }
    await expectDamageSeen(folders)
    appendFileSync(join(cwd, 'damaged-2', 'part.json'), ' ')
    const refused = await umbra(['merge', ...folders, '--out', 'of-damaged'], { cwd })
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    expect(refused.stderr).toMatch(
      /^umbra: FILE_DAMAGED: damaged-2\/part.json is not the file .*\n {2}hint: .*\n$/,
    )
    expect(existsSync(join(cwd, 'of-damaged'))).toBe(false)
  })
})
