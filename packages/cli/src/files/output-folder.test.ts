import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
