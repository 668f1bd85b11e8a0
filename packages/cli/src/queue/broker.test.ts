import { createServer, type Server } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { Interruption } from '../context.js'
import { Terminal } from '../terminal/terminal.js'
import { openBroker } from './broker.js'

const PRIMARY = 'redis_version:7.0.15\r\nrole:master\r\nloading:0\r\n'
const context = {
  signal: new AbortController().signal,
  terminal: new Terminal({ write: () => undefined }, { write: () => undefined }, {}),
}

let server: Server | undefined

afterEach(() => void server?.close())

/** A server that answers every command alike, but INFO, and nothing where there is nothing to answer. @returns its address */
async function answering(info: string | undefined, others = '+OK\r\n'): Promise<string> {
  server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (asked) => {
      const names = asked.toString().match(/^[a-z]+(?=\r$)/gim) ?? []
      for (const name of names.filter((word) => /^(info|select|client|ping)$/i.test(word))) {
        if (info === undefined) continue
        if (!/^info$/i.test(name)) socket.write(others)
        else socket.write(/^[+-]/.test(info) ? info : `$${info.length}\r\n${info}\r\n`)
      }
    })
  })
  await new Promise<void>((done) => server!.listen(0, '127.0.0.1', done))
  return `redis://127.0.0.1:${(server.address() as { readonly port: number }).port}`
}

test.each([
  ['another kind of server', '+PONG\r\n', '', 'InputError', /QUEUE_SERVER: \S+ is no Redis server/],
  [
    'one too old',
    'redis_version:4.0.9\r\n',
    '',
    'InputError',
    /QUEUE_SERVER: \S+ is Redis 4\.0\.9; BullMQ works/,
  ],
  [
    'a replica',
    'redis_version:7.0.15\r\nrole:slave\r\nslave_read_only:1\r\n',
    '',
    'InputError',
    /replica of another/,
  ],
  ['a database that is not there', PRIMARY, '/99', 'InputError', /QUEUE_ADDRESS: queue: \S+\/99 has no such/],
  [
    'a user without rights',
    '-NOPERM this user may not\r\n',
    '',
    'Error',
    /QUEUE_REFUSED: \S+ refuses a command: NOPERM/,
  ],
] as const)('%s is told in a line', async (_, info, database, name, message) => {
  const address = await answering(info, database ? '-ERR DB index is out of range\r\n' : undefined)
  const opening = openBroker(address + database, {}, context)
  await expect(opening).rejects.toMatchObject({ name, message: expect.stringMatching(message) })
})

test.each([
  'redis://:p4%ss@127.0.0.1',
  'redis://127.0.0.1?password=p4ss',
  'redis://127.0.0.1#p4ss',
  'redis://127.0.0.1/first',
])('of the address %s nothing is looked for', async (address) => {
  const opening = openBroker(address, {}, context)
  await expect(opening).rejects.toMatchObject({ name: 'InputError', code: 'QUEUE_ADDRESS' })
  await expect(opening).rejects.not.toMatchObject({ message: expect.stringContaining('p4') })
})

test('a server that says nothing is not waited for once the work is stopped', async () => {
  const stop = new AbortController()
  const opening = openBroker(await answering(undefined), {}, { ...context, signal: stop.signal })
  const reason = new Interruption()
  setTimeout(() => stop.abort(reason), 100)
  await expect(opening).rejects.toBe(reason)
})
