import { type FileHandle, open, realpath, stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { extname, join, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { contentType } from './content-types.js'

/**
 * Sent with every answer. The first two make the page cross-origin isolated, without which a browser gives it no shared
 * memory and so no threads; the policy lets the page run its own scripts and WebAssembly and nothing else.
 */
const HEADERS: Readonly<Record<string, string>> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Content-Security-Policy': policyWith("script-src 'self' 'wasm-unsafe-eval'"),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
}

/**
 * What a worker's own script is sent with, which no page is ruled by: TensorFlow.js hands the workers of its threaded build a
 * script in memory.
 */
const WORKER_POLICY = policyWith("script-src 'self' 'wasm-unsafe-eval' blob:")

function policyWith(scripts: string): string {
  return [
    "default-src 'self'",
    scripts,
    "worker-src 'self' blob:",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** Bytes read at once. */
const CHUNK = 2 ** 16

/**
 * An HTTP server of one folder's files and nothing else: GET and HEAD only, no listing, no hidden files, and no path or
 * symbolic link that leads out of the folder.
 */
export async function staticServer(folder: string): Promise<Server> {
  const root = await realpath(folder)
  return createServer((request, response) => {
    answer(root, request, response).catch(() => {
      if (!response.headersSent) refuse(response, 500, 'Internal Server Error')
      response.destroy()
    })
  })
}

async function answer(root: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD')
    return refuse(response, 405, 'Method Not Allowed')
  }
  if (!isLocalHost(request.headers.host)) return refuse(response, 403, 'Forbidden')
  const path = await findFile(root, request.url ?? '/')
  const file = path === undefined ? undefined : await open(path).catch(() => undefined)
  if (!file) return refuse(response, 404, 'Not Found')
  try {
    // Of the file that was opened, whatever is put in its place while it is sent.
    const { size } = await file.stat()
    response.writeHead(200, {
      ...HEADERS,
      ...(extname(path!) === '.js' && { 'Content-Security-Policy': WORKER_POLICY }),
      'Content-Type': contentType(extname(path!)),
      'Content-Length': size,
      'Cache-Control': 'no-cache',
    })
    if (request.method === 'HEAD') response.end()
    else await send(file, size, response)
  } finally {
    await file.close()
  }
}

/** Sends as many bytes as were announced. A file that has become shorter ends the connection: nothing else tells the reader. */
async function send(file: FileHandle, size: number, response: ServerResponse): Promise<void> {
  let sent = 0
  await pipeline(async function* () {
    while (sent < size) {
      const { bytesRead, buffer } = await file.read(
        Buffer.alloc(Math.min(CHUNK, size - sent)),
        0,
        undefined,
        sent,
      )
      if (bytesRead === 0) throw new Error('the file has become shorter')
      sent += bytesRead
      yield buffer.subarray(0, bytesRead)
    }
  }, response)
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...HEADERS, 'Content-Type': 'text/plain; charset=utf-8' })
  response.end(`${text}\n`)
}

/** A page elsewhere that points its name at this machine (DNS rebinding) sends its own name as the host. */
function isLocalHost(host: string | undefined): boolean {
  const name = (host ?? '').replace(/:\d+$/, '')
  return isLoopback(name.replace(/^\[|\]$/g, ''))
}

/** Whether a host name or address is this machine's own loopback. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

/** The path of the file a request's path means, if it is a plain file inside the root; a folder means its index.html. */
async function findFile(root: string, url: string): Promise<string | undefined> {
  const parts = pathParts(url)
  if (!parts) return undefined
  const wanted = join(root, ...parts)
  const found = await stat(wanted).catch(() => undefined)
  const path = await realpath(found?.isDirectory() ? join(wanted, 'index.html') : wanted).catch(
    () => undefined,
  )
  if (path === undefined || !path.startsWith(root.endsWith(sep) ? root : root + sep)) return undefined
  return (await stat(path)).isFile() ? path : undefined
}

/** The names a URL's path consists of; undefined where one of them is not the plain name of a visible file. */
function pathParts(url: string): string[] | undefined {
  const path = url.replace(/[?#].*$/, '')
  if (!path.startsWith('/')) return undefined
  try {
    const parts = path.split('/').filter(Boolean).map(decodeURIComponent)
    return parts.every((part) => !part.startsWith('.') && !/[/\\\0:]/.test(part)) ? parts : undefined
  } catch {
    return undefined
  }
}
