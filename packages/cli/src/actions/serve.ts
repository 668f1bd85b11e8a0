import { once } from 'node:events'
import { access } from 'node:fs/promises'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Context } from '../context.js'
import { inputError } from '../input-error.js'
import { openInBrowser } from '../server/open-in-browser.js'
import { isLoopback, staticServer } from '../server/static-server.js'
import { shippedFolder } from '../shipped-files.js'

/** The options of `umbra serve`. */
export interface ServeOptions {
  readonly port: number
  readonly host: string
  readonly open?: boolean
}

/**
 * Serves the web studio until it is interrupted, which is how it is meant to end.
 *
 * @throws InputError HOST_NOT_LOOPBACK, WEB_NOT_BUILT, PORT_IN_USE, PORT_REFUSED
 */
export async function serve(
  { port, host, open }: ServeOptions,
  { terminal, signal }: Context,
  folder = shippedFolder('studio'),
): Promise<void> {
  if (!isLoopback(host)) throw inputError('HOST_NOT_LOOPBACK', `host ${host} is not this machine's loopback`)
  await access(join(folder, 'index.html')).catch((cause) => {
    throw inputError(
      'WEB_NOT_BUILT',
      'the web studio is not built: packages/web/dist holds no index.html',
      cause,
    )
  })
  const server = await staticServer(folder)
  const url = await listening(server, port, host)
  terminal.json({ url })
  terminal.print(`The studio is at ${url}\nCtrl-C ends it.`)
  if (open)
    openInBrowser(url, (reason) => terminal.warn(`No browser opened (${reason}); the address is ${url}`))
  if (!signal.aborted) await once(signal, 'abort')
  server.closeAllConnections()
  await new Promise((closed) => server.close(closed))
}

/** @returns the address to open */
async function listening(server: Server, port: number, host: string): Promise<string> {
  try {
    server.listen(port, host)
    await once(server, 'listening')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') throw inputError('PORT_IN_USE', `port ${port} of ${host} is taken`, cause)
    throw inputError('PORT_REFUSED', `port ${port} of ${host} cannot be opened: ${code}`, cause)
  }
  const { port: opened } = server.address() as AddressInfo
  return `http://${host.includes(':') ? `[${host}]` : host}:${opened}/`
}
