import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serve } from '../src/actions/serve.js'
import { Terminal } from '../src/terminal/terminal.js'
import { umbra } from './run-umbra.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'umbra-studio-'))
  await writeFile(join(folder, 'index.html'), '<h1>studio</h1>')
})
afterAll(() => rm(folder, { recursive: true }))

const surroundings = { commandLine: '', reproducibleLine: '', allCommands: async () => [] }

/** Starts the studio at a free port. */
async function start() {
  const interruption = new AbortController()
  let resolveUrl: (url: string) => void
  const url = new Promise<string>((resolve) => {
    resolveUrl = resolve
  })
  const output = { write: (text: string) => resolveUrl(JSON.parse(text).url) }
  const terminal = new Terminal(output, { write: () => undefined }, {})
  terminal.configure({ json: true, quiet: true })
  const context = { ...surroundings, terminal, signal: interruption.signal }
  const ended = serve({ port: 0, host: '127.0.0.1' }, context, folder)
  return { url: await Promise.race([url, ended.then(() => '')]), ended, stop: () => interruption.abort() }
}

describe('umbra serve', () => {
  it('serves an isolated page until it is interrupted, open connections or not', async () => {
    const { url, ended, stop } = await start()
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
    const response = await fetch(url)
    expect(await response.text()).toBe('<h1>studio</h1>')
    expect(response.headers.get('cross-origin-opener-policy')).toBe('same-origin')
    stop()
    await ended
    await expect(fetch(url)).rejects.toThrow()
  })

  it('says so when the port is taken', async () => {
    const { url, ended, stop } = await start()
    const context = { ...surroundings, terminal: new Terminal(process.stdout, process.stderr, {}) }
    const again = serve(
      { port: Number(new URL(url).port), host: '127.0.0.1' },
      { ...context, signal: new AbortController().signal },
      folder,
    )
    await expect(again).rejects.toMatchObject({ code: 'PORT_IN_USE', name: 'InputError' })
    stop()
    await ended
  })

  it.each([
    [['--host', '0.0.0.0'], 'HOST_NOT_LOOPBACK'],
    [['--port', '70000'], 'OPTION_INVALID'],
    [['--port', 'http'], 'OPTION_INVALID'],
  ])('refuses %j', async (args, expected) => {
    const { code, stdout, stderr } = await umbra(['serve', ...args])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(`umbra: ${expected}: `)
  })
})
