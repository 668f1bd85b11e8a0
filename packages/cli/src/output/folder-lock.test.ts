import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { FolderLock } from './folder-lock.js'

let folder: string
let lock: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'umbra-lock-'))
  lock = join(folder, '.umbra-lock')
})

/** What this process writes about itself, changed. */
async function holder(changes: object): Promise<string> {
  const own = await FolderLock.take(folder)
  const text = JSON.stringify({ ...JSON.parse(readFileSync(lock, 'utf8')), ...changes })
  own.release()
  return text
}

/** Makes a lock that was last touched some seconds ago. */
function plant(text: string, age = 0): void {
  writeFileSync(lock, text)
  const then = new Date(Date.now() - 1000 * age)
  utimesSync(lock, then, then)
}

describe('a folder is locked', () => {
  test('without the password of the line that does', async () => {
    const { argv } = process
    process.argv = ['node', 'umbra', 'study', '--queue', 'redis://:p4ss@host']
    try {
      const text = await holder({})
      expect(text).toContain("umbra study --queue 'redis://:***@host'")
    } finally {
      process.argv = argv
    }
  })

  test('until it is released, and then nothing is left', async () => {
    const first = await FolderLock.take(folder)
    await expect(FolderLock.take(folder)).rejects.toThrow(
      `OUT_IN_USE: ${folder} is being written to by process ${process.pid} on `,
    )
    first.release()
    expect(readdirSync(folder)).toEqual([])
    const second = await FolderLock.take(folder)
    second.release()
  })

  test('by one of many that try at once', async () => {
    const tried = await Promise.allSettled(Array.from({ length: 20 }, () => FolderLock.take(folder)))
    const taken = tried.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
    expect(taken).toHaveLength(1)
    taken[0]!.release()
  })

  test('by another machine as long as that is heard of', async () => {
    plant(await holder({ machine: 'elsewhere', host: 'node-7' }), 20)
    await expect(FolderLock.take(folder)).rejects.toThrow(/by process \d+ on node-7/)
  })

  test('by someone unknown, whose words are not yet written', async () => {
    plant('', 1)
    await expect(FolderLock.take(folder)).rejects.toThrow('OUT_IN_USE')
  })
})

describe('a lock is taken over', () => {
  const ended = spawnSync(process.execPath, ['-e', '']).pid

  test.each([
    ['of a process that is gone', { pid: ended }, 0],
    ['of an earlier process of the same number', { began: 'before' }, 0],
    ['of another machine after a minute of silence', { machine: 'elsewhere' }, 61],
  ])('%s', async (_, changes, age) => {
    plant(await holder(changes), age)
    const taken = await FolderLock.take(folder)
    expect(JSON.parse(readFileSync(lock, 'utf8'))).toMatchObject({ pid: process.pid })
    expect(readdirSync(folder)).toEqual(['.umbra-lock'])
    taken.release()
    expect(existsSync(lock)).toBe(false)
  })

  test('and is then no longer the first holder’s to remove', async () => {
    const first = await FolderLock.take(folder)
    const other = JSON.stringify({ pid: 1 })
    writeFileSync(lock, other)
    first.release()
    expect(readFileSync(lock, 'utf8')).toBe(other)
  })
})

describe('a lock that is gone', () => {
  test('with its folder is taken again, unless another has it', async () => {
    const own = await FolderLock.take(folder)
    const text = readFileSync(lock, 'utf8')
    await own.ensure()
    rmSync(folder, { recursive: true })
    await own.ensure()
    expect(readFileSync(lock, 'utf8')).toBe(text)
    expect(readdirSync(folder)).toEqual(['.umbra-lock'])
    const others = JSON.stringify({ ...JSON.parse(text), pid: 1 })
    plant(others)
    await expect(own.ensure()).rejects.toThrow('OUT_IN_USE')
    own.release()
    expect(readFileSync(lock, 'utf8')).toBe(others)
  })
})
