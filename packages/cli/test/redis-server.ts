import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A Redis server of a test's own: on loopback, with a password and an append-only file. */
export interface RedisServer {
  readonly version: string
  readonly port: number
  readonly password: string
  readonly url: string
  /** The same server over TLS, without the password, and the authority that signed its certificate. */
  readonly tls: { readonly url: string; readonly authority: string }
  /** Kills it, as a power cut would, and starts it again from its append-only file. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** What redis-server says of itself; undefined where there is none. */
export function redisVersion(): string | undefined {
  try {
    return execFileSync('redis-server', ['--version'], { encoding: 'utf8' }).trim()
  } catch {
    return undefined
  }
}

export async function startRedis(): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'umbra-redis-'))
  const [port, tlsPort] = [await freePort(), await freePort()]
  const password = 'never/printed+p4ss'
  const settings = [
    ...['--port', String(port), '--bind', '127.0.0.1', '--requirepass', password, '--dir', folder],
    ...['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''],
    ...['--tls-port', String(tlsPort), '--tls-auth-clients', 'no', ...certificate(folder)],
  ]
  let server: ChildProcess | undefined
  const start = async () => {
    server = spawn('redis-server', settings, { stdio: 'ignore' })
    while (!(await listens(port))) await new Promise((done) => setTimeout(done, 20))
  }
  const stop = () =>
    new Promise<void>((done) => {
      server!.on('close', () => done())
      server!.kill('SIGKILL')
    })
  await start()
  return {
    version: redisVersion()!,
    port,
    password,
    url: `redis://:${encodeURIComponent(password)}@127.0.0.1:${port}`,
    tls: { url: `rediss://127.0.0.1:${tlsPort}`, authority: join(folder, 'authority.pem') },
    restart: async () => {
      await stop()
      await start()
    },
    stop: async () => {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A certificate for 127.0.0.1 by an authority of its own. @returns the settings that name it */
function certificate(folder: string): string[] {
  const issue = (name: string, ...more: readonly string[]) => {
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
    const files = ['-keyout', join(folder, `${name}.key`), '-out', join(folder, `${name}.pem`)]
    const args = ['req', '-x509', ...key, ...files, '-days', '2', '-subj', `/CN=${name}`, ...more]
    execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'inherit'] })
  }
  const own = (file: string) => join(folder, file)
  issue('authority')
  issue(
    'server',
    ...['-CA', own('authority.pem'), '-CAkey', own('authority.key')],
    ...['-addext', 'subjectAltName=IP:127.0.0.1', '-addext', 'basicConstraints=critical,CA:FALSE'],
  )
  return [
    ...['--tls-cert-file', own('server.pem'), '--tls-key-file', own('server.key')],
    ...['--tls-ca-cert-file', own('authority.pem')],
  ]
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { readonly port: number }
      probe.close(() => resolve(port))
    })
  })
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => resolve(true))
    socket.on('error', () => resolve(false))
    socket.on('close', () => socket.destroy())
    socket.unref()
  })
}
