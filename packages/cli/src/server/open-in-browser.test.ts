import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { openInBrowser } from './open-in-browser.js'

const url = 'http://127.0.0.1:8080/'

it('gives the address to the opener, as a word of its own', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'umbra-open-')), 'opened')
  const write = `require('fs').writeFileSync(${JSON.stringify(file)}, process.argv[1])`
  openInBrowser(url, expect.fail, [process.execPath, '-e', write])
  await vi.waitFor(() => expect(existsSync(file) && readFileSync(file, 'utf8')).toBe(url), 20_000)
})

it.each([
  [['no-such-opener'], /ENOENT/],
  [[process.execPath, '-e', 'process.exit(3)'], /ended with 3/],
] as const)('says why nothing opened: %j', async (opener, reason) => {
  const failed = await new Promise<string>((done) => openInBrowser(url, done, opener))
  expect(failed).toMatch(reason)
})
