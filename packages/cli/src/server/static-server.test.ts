import { once } from 'node:events'
import { appendFileSync, renameSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { Agent, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isLoopback, staticServer } from './static-server.js'

let base: string
let server: Server
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'umbra-serve-'))
  await mkdir(join(base, 'dist', 'assets'), { recursive: true })
  await writeFile(join(base, 'secret.txt'), 'secret')
  await writeFile(join(base, 'dist', 'index.html'), '<h1>studio</h1>')
  await writeFile(join(base, 'dist', '.env'), 'secret')
  await writeFile(join(base, 'dist', 'assets', 'kernel.wasm'), Uint8Array.of(0, 0x61, 0x73, 0x6d))
  await symlink(join(base, 'secret.txt'), join(base, 'dist', 'link.txt'))
  server = await staticServer(join(base, 'dist'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(async () => {
  server.close()
  await rm(base, { recursive: true })
})

/** As raw as can be: fetch would tidy a path up before sending it. */
async function send(path: string, options: { method?: string; host?: string; range?: string } = {}) {
  const { port } = server.address() as AddressInfo
  const { method = 'GET', host = `127.0.0.1:${port}`, range } = options
  const sent = request({ port, host: '127.0.0.1', path, method, headers: { host, ...(range && { range }) } })
  sent.end()
  const [response] = await once(sent, 'response')
  let body = ''
  for await (const chunk of response) body += chunk
  return { status: response.statusCode as number, headers: response.headers, body }
}

describe('staticServer', () => {
  it('serves its files with their types', async () => {
    const page = await send('/?state=1')
    expect([page.status, page.body]).toEqual([200, '<h1>studio</h1>'])
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
    expect((await send('/assets/kernel.wasm')).headers['content-type']).toBe('application/wasm')
  })

  it('isolates the page and allows it nothing from elsewhere, refusals included', async () => {
    for (const path of ['/', '/none']) {
      const { headers } = await send(path)
      expect(headers['cross-origin-opener-policy']).toBe('same-origin')
      expect(headers['cross-origin-embedder-policy']).toBe('require-corp')
      expect(headers['x-content-type-options']).toBe('nosniff')
      expect(headers['content-security-policy']).toMatch(/default-src 'self'.*frame-ancestors 'none'/)
      expect(headers['content-security-policy']).not.toMatch(/unsafe-eval'(?<!wasm-unsafe-eval')/)
    }
  })

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/..%5csecret.txt',
    '/%2e%2e%2fsecret.txt',
    '//../secret.txt',
    '/link.txt',
    '/.env',
    '/%00',
    '/%',
    '/assets',
    '/C:/secret.txt',
    'http://127.0.0.1/../secret.txt',
  ])('gives nothing away at %s', async (path) => {
    const { status, body } = await send(path)
    expect(status).toBe(404)
    expect(body).not.toContain('secret')
  })

  it('answers GET and HEAD alone', async () => {
    expect(await send('/', { method: 'HEAD' })).toMatchObject({ status: 200, body: '' })
    for (const method of ['POST', 'PUT', 'DELETE']) expect((await send('/', { method })).status).toBe(405)
  })

  it.each([
    ['becomes shorter', (path: string) => truncateSync(path, 2 ** 20), undefined],
    ['becomes empty', (path: string) => truncateSync(path, 0), undefined],
    ['becomes longer', (path: string) => appendFileSync(path, 'more'), 2 ** 24],
    ['is removed', (path: string) => unlinkSync(path), 2 ** 24],
    [
      'is replaced',
      (path: string) => {
        writeFileSync(`${path}.new`, 'b'.repeat(5))
        renameSync(`${path}.new`, path)
      },
      2 ** 24,
    ],
  ])(
    'ends the connection where a file that is being sent falls short of its length: one that %s',
    async (_, change, whole) => {
      const path = join(base, 'dist', 'assets', 'large.bin')
      await writeFile(path, 'a'.repeat(2 ** 24))
      const { port } = server.address() as AddressInfo
      const agent = new Agent({ keepAlive: true })
      const sent = request({ port, host: '127.0.0.1', path: '/assets/large.bin', agent })
      sent.end()
      const [response] = await once(sent, 'response')
      expect(response.headers['content-length']).toBe(String(2 ** 24))
      let received = 0
      let ending = 'whole'
      try {
        for await (const chunk of response as AsyncIterable<Buffer>) {
          // Most of it still waits for this reader.
          if (received === 0) change(path)
          received += chunk.length
          expect(chunk.every((byte) => byte === 97)).toBe(true)
        }
      } catch (error) {
        ending = (error as NodeJS.ErrnoException).code ?? ''
      }
      expect([ending, received]).toEqual(
        whole === undefined ? ['ECONNRESET', expect.any(Number)] : ['whole', whole],
      )
      if (whole === undefined) expect(received).toBeLessThan(2 ** 24)
      agent.destroy()
      expect((await send('/')).status).toBe(200)
    },
  )

  it('sends an empty file, and all of a file of which a part is asked for', async () => {
    await writeFile(join(base, 'dist', 'empty.txt'), '')
    expect(await send('/empty.txt')).toMatchObject({ status: 200, body: '' })
    const whole = await send('/', { range: 'bytes=1-2' })
    expect([whole.status, whole.body]).toEqual([200, '<h1>studio</h1>'])
  })

  it('answers to this machine’s names alone', async () => {
    expect((await send('/', { host: 'localhost:8080' })).status).toBe(200)
    expect((await send('/', { host: '[::1]:8080' })).status).toBe(200)
    expect((await send('/', { host: 'attacker.example' })).status).toBe(403)
  })
})

it('knows a loopback address', () => {
  for (const host of ['localhost', '127.0.0.1', '127.1.2.3', '::1']) expect(isLoopback(host)).toBe(true)
  for (const host of ['0.0.0.0', '192.168.0.1', '127.evil.example', '::', ''])
    expect(isLoopback(host)).toBe(false)
})
