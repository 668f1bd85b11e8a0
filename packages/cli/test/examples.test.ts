import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, it } from 'vitest'
import oracle from './fixtures/images.json' with { type: 'json' }
import { notebookProgram } from './notebook-program.js'
import { umbra } from './run-umbra.js'

const ROOT = join(import.meta.dirname, '../../..')
const EXAMPLES = join(ROOT, 'examples/node')
const SHAPES = join(ROOT, 'examples/shapes')
const MODEL = join(ROOT, 'packages/web/e2e/fixtures/digit/net-wide.onnx')
const jpeg = Buffer.from(oracle.jpeg[0]!.base64, 'base64')

const run = (script: string, ...args: string[]) =>
  promisify(execFile)(process.execPath, [script, ...args], { maxBuffer: 1 << 26 })
const folder = mkdtempSync(join(tmpdir(), 'umbra-example-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('explain-photograph.mjs draws where a classifier looks', async () => {
  const photo = join(folder, 'photo.jpg')
  writeFileSync(photo, jpeg)
  const program = join(EXAMPLES, 'explain-photograph.mjs')
  const { stdout } = await run(program, MODEL, photo)
  // What the comment at its top and imports leave.
  const lines = readFileSync(program, 'utf8').split('\n')
  expect(lines.filter((line) => line !== '' && !/^(\/\/|import)/.test(line)).length).toBeLessThanOrEqual(10)
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

it('folders of pictures and a network of one’s own become a report', async () => {
  const pictures = join(folder, 'pictures')
  await run(join(SHAPES, 'draw-shapes.mjs'), pictures, '12')
  const own = ['--data', pictures, '--model', join(SHAPES, 'shapes.onnx'), '--classes', '0,1']
  const { code, stderr } = await umbra(
    ['study', ...own, '--images', '12', '--stride', '2', '--controls', '2', '--out', 'shapes'],
    { cwd: folder },
  )
  expect(code, stderr).toBe(0)
  const result = JSON.parse(readFileSync(join(folder, 'shapes/result.json'), 'utf8'))
  expect(result.classes.map(({ name, n }: { name: string; n: number }) => [name, n])).toEqual([
    ['circle', 12],
    ['triangle', 12],
  ])
  // A triangle is told by its broad foot, which a circle has not.
  expect(result.verdict.text).toContain('most in the bottom, whose share is larger for triangle')
  expect(readFileSync(join(folder, 'shapes/report.html'), 'utf8')).toContain('in circle and in triangle')
})

it('train-shapes.mjs trains on kernels that register brings, and maps what it trained', async () => {
  const { stdout, stderr } = await run(join(SHAPES, 'train-shapes.mjs'), '160', '4')
  expect(Number(/tells ([\d.]+)% of new pictures/.exec(stderr)![1])).toBeGreaterThan(90)
  expect(stdout).toMatch(/^<svg [^>]*>.*What speaks for a triangle.*<\/svg>$/s)
})

it('the notebook runs from its first cell to its last', async () => {
  // Beside the notebook, whose files it opens and whose packages it finds.
  const program = join(ROOT, 'examples/notebook/.notebook-test.mjs')
  writeFileSync(program, notebookProgram(join(ROOT, 'examples/notebook/occlusion.ipynb')))
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [program], {
      cwd: join(ROOT, 'examples/notebook'),
      maxBuffer: 1 << 26,
    })
    const [shape, figure, verdict] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(shape).toEqual([32, 32, 3])
    expect(figure).toMatch(/^<svg .*What speaks for a triangle.*<\/svg>$/s)
    expect(verdict).toMatch(/^The network looks at circle and triangle in different places/)
  } finally {
    rmSync(program)
  }
})
