import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
}

/**
 * Stricter than a page could ask of an ordinary server: nothing inline, nothing from elsewhere. A worker's own script allows it
 * those that TensorFlow.js has in memory.
 */
const POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "img-src 'self' data: blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

export interface Site {
  readonly url: string
  /** Bytes sent so far, by path. */
  readonly sent: ReadonlyMap<string, number>
  close(): void
}

/**
 * Serves a built folder, cross-origin isolated or not, under a policy that pages of strict sites have.
 *
 * @param options.port - 0 for one of its own
 */
export async function serveSite(
  folder: string,
  {
    isolated = true,
    policy = POLICY,
    port: at = 0,
  }: { isolated?: boolean; policy?: string | undefined; port?: number } = {},
): Promise<Site> {
  const sent = new Map<string, number>()
  const isolation = {
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
  }
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://site').pathname)
    const file = path.endsWith('/') ? `${path}index.html` : path
    const body = await readFile(join(folder, file)).catch(() => undefined)
    response.writeHead(body ? 200 : 404, {
      'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
      'Content-Security-Policy': extname(file) === '.js' ? policy.replace("eval'", "eval' blob:") : policy,
      'X-Content-Type-Options': 'nosniff',
      ...(isolated && isolation),
    })
    response.end(body)
    if (body) sent.set(file, (sent.get(file) ?? 0) + body.length)
  })
  await new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = () => {
    server.close()
    // A browser keeps connections, and would go on talking to a site that has ended.
    server.closeAllConnections()
  }
  return { url: `http://127.0.0.1:${port}/`, sent, close }
}
