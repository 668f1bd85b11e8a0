import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import oracle from './fixtures/images.json' with { type: 'json' }

const ROOT = join(import.meta.dirname, '../../..')
const EXAMPLES = join(ROOT, 'examples/node')
const MODEL = join(ROOT, 'packages/web/e2e/fixtures/digit/net-wide.onnx')
const jpeg = Buffer.from(oracle.jpeg[0]!.base64, 'base64')

it('explain-photograph.mjs draws where a classifier looks', async () => {
  const photo = join(mkdtempSync(join(tmpdir(), 'umbra-example-')), 'photo.jpg')
  writeFileSync(photo, jpeg)
  const args = [join(EXAMPLES, 'explain-photograph.mjs'), MODEL, photo]
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 1 << 26 })
  expect(stdout).toMatch(/^<svg [^>]*>.*What speaks for class \d+ in .*<\/svg>$/s)
})

it('server.mjs answers pictures, and what is none', async () => {
  const server = spawn(process.execPath, [join(EXAMPLES, 'server.mjs'), MODEL, '0'])
  try {
    const url = await new Promise<string>((resolve, reject) => {
      server.stdout.once('data', (chunk) => resolve(String(chunk).trim()))
      server.once('close', (code) => reject(new Error(`the server ended with ${code}`)))
    })
    const answers = await Promise.all(
      [jpeg, jpeg, Buffer.from('no picture')].map(async (body) => {
        const response = await fetch(url, { method: 'POST', body })
        return { status: response.status, ...((await response.json()) as { map?: number[]; error?: string }) }
      }),
    )
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 400])
    expect(answers[0]!.map).toHaveLength(32 * 32)
    expect(answers[1]!.map).toEqual(answers[0]!.map)
    expect(answers[2]!.error).toMatch(/./)
  } finally {
    server.kill()
  }
})
