import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { folderBlobs, prepareShared } from './blobs.js'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'umbra-blobs-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

test('what is damaged in a shared folder, or not there, is said to be so, and mended by putting it once more', async () => {
  const shared = join(folder, 'made', 'here')
  await prepareShared(shared)
  expect(readdirSync(shared)).toEqual([])
  const blobs = folderBlobs(shared)
  const bytes = Uint8Array.of(1, 2, 3)
  const hash = await blobs.put(bytes)
  expect(readdirSync(shared)).toEqual([`${hash}.blob`])
  expect(new Uint8Array(await blobs.get(hash))).toEqual(bytes)
  writeFileSync(join(shared, `${hash}.blob`), 'else')
  await expect(blobs.get(hash)).rejects.toMatchObject({
    code: 'QUEUE_MATERIALS',
    message: expect.stringContaining('is damaged in'),
  })
  await blobs.put(bytes)
  expect(new Uint8Array(await blobs.get(hash))).toEqual(bytes)
  await expect(blobs.get('0'.repeat(64))).rejects.toMatchObject({
    code: 'QUEUE_MATERIALS',
    message: expect.stringContaining('is not in'),
  })
})

test.each([
  ['', 'expected a folder'],
  ['file', 'it is no folder'],
  ['file/below', 'it is no folder'],
  ['/proc/below', 'ENOENT'],
])('%j is not shared', async (name, why) => {
  writeFileSync(join(folder, 'file'), '')
  const path = name.startsWith('f') ? join(folder, name) : name
  const preparing = prepareShared(path)
  await expect(preparing).rejects.toMatchObject({ name: 'InputError', code: 'QUEUE_FOLDER' })
  await expect(preparing).rejects.toThrow(why)
})
