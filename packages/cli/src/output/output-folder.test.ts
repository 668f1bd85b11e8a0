import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { beforeEach, describe, expect, test } from 'vitest'
import { OutputFolder } from './output-folder.js'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'umbra-cli-'))
})

describe('OutputFolder', () => {
  test('writes files, into folders below it too, and returns their paths in order', async () => {
    const folder = await OutputFolder.prepare(join(root, 'a/b'))
    const written = await folder.write([
      { name: 'figures/map.svg', bytes: '<svg/>' },
      { name: 'map.npy', bytes: new Uint8Array([1, 2]) },
    ])
    expect(written).toEqual([join(root, 'a/b/figures/map.svg'), join(root, 'a/b/map.npy')])
    expect(readFileSync(written[0]!, 'utf8')).toBe('<svg/>')
    await folder.release()
    expect(readdirSync(join(root, 'a/b')).sort()).toEqual(['figures', 'map.npy'])
  })

  test('replaces what it writes and leaves everything else alone', async () => {
    writeFileSync(join(root, 'result.json'), 'old')
    writeFileSync(join(root, 'notes.txt'), 'mine')
    const folder = await OutputFolder.prepare(root)
    await folder.write([{ name: 'result.json', bytes: 'new' }])
    expect(readFileSync(join(root, 'result.json'), 'utf8')).toBe('new')
    expect(readFileSync(join(root, 'notes.txt'), 'utf8')).toBe('mine')
  })

  test('has files on the disk as they are made, under their names only once all are', async () => {
    const folder = await OutputFolder.prepare(root)
    const staged = () =>
      readdirSync(root, { recursive: true }).filter((name) => String(name).endsWith('.bin'))
    const written = await folder.writeAsMade(async (files) => {
      for (const [i, name] of ['a/1.bin', 'a/2.bin', 'b/3.bin'].entries()) {
        await files.add({ name, bytes: name })
        expect(staged()).toHaveLength(i + 1)
        expect(existsSync(join(root, name))).toBe(false)
      }
    })
    expect(written).toEqual(['a/1.bin', 'a/2.bin', 'b/3.bin'].map((name) => join(root, name)))
    expect(written.map((path) => readFileSync(path, 'utf8'))).toEqual(['a/1.bin', 'a/2.bin', 'b/3.bin'])
    const failing = folder.writeAsMade(async (files) => {
      await files.add({ name: 'a/1.bin', bytes: 'other' })
      throw new Error('stopped')
    })
    await expect(failing).rejects.toThrow('stopped')
    expect(readFileSync(written[0]!, 'utf8')).toBe('a/1.bin')
    expect(staged()).toHaveLength(3)
  })

  test('fails before touching anything if one file cannot be staged', async () => {
    writeFileSync(join(root, 'first'), 'old')
    const folder = await OutputFolder.prepare(root)
    const impossible = { name: `${'x'.repeat(300)}`, bytes: '' }
    await expect(folder.write([{ name: 'first', bytes: 'new' }, impossible])).rejects.toThrow('ENAMETOOLONG')
    expect(readFileSync(join(root, 'first'), 'utf8')).toBe('old')
    await folder.release()
    expect(readdirSync(root)).toEqual(['first'])
  })

  test('released, takes back the folders it made that are empty, and no others', async () => {
    mkdirSync(join(root, 'there'))
    const empty = await OutputFolder.prepare(join(root, 'there/made/deep'))
    await empty.release()
    expect(readdirSync(root)).toEqual(['there'])
    expect(readdirSync(join(root, 'there'))).toEqual([])

    const used = await OutputFolder.prepare(join(root, 'there/made/deep'))
    await used.write([{ name: 'file', bytes: '' }])
    await used.release()
    expect(existsSync(join(root, 'there/made/deep/file'))).toBe(true)
  })

  test('refuses a file, a path below a file, and a place where no folder can be made', async () => {
    writeFileSync(join(root, 'file'), '')
    await expect(OutputFolder.prepare(join(root, 'file'))).rejects.toThrow('OUT_NOT_A_FOLDER')
    await expect(OutputFolder.prepare(join(root, 'file/below'))).rejects.toThrow('OUT_NOT_A_FOLDER')
    await expect(OutputFolder.prepare('/proc/umbra')).rejects.toThrow('OUT_NOT_WRITABLE')
  })
})

describe('the sweep', () => {
  test('takes what is half-written, and leaves what others wait for the lock with', async () => {
    const candidate = '.umbra-lock-0123456789ab'
    writeFileSync(join(root, '.umbra-writing-0'), 'half')
    writeFileSync(join(root, candidate), '{}')
    const folder = await OutputFolder.prepare(root)
    expect(readdirSync(root).sort()).toEqual(['.umbra-lock', candidate])
    await folder.release()
  })

  test('harms none of many processes that try at once: one gets the folder, all others hear it is in use', async () => {
    const script = join(import.meta.dirname, '../../test/take-folder.mjs')
    const processes = Array.from({ length: 6 }, () => new LineProcess(process.execPath, [script]))
    try {
      for (let round = 0; round < 40; round++) {
        const path = join(root, String(round))
        mkdirSync(path)
        const outcomes = await Promise.all(processes.map((one) => one.ask(path)))
        expect(outcomes.sort(), `round ${round}`).toEqual([...new Array(5).fill('OUT_IN_USE'), 'taken'])
        await Promise.all(processes.map((one) => one.ask('')))
        expect(readdirSync(path)).toEqual([])
      }
    } finally {
      for (const one of processes) one.end()
    }
  })
})

/** A process that answers each line with a line. */
class LineProcess {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #lines: AsyncIterator<string>

  constructor(command: string, args: readonly string[]) {
    this.#child = spawn(command, args)
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]()
  }

  async ask(line: string): Promise<string> {
    this.#child.stdin.write(`${line}\n`)
    return (await this.#lines.next()).value
  }

  end(): void {
    this.#child.stdin.end()
  }
}
