import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { dockerfile } from './dockerfile.js'

const ROOT = join(import.meta.dirname, '../../..')
const instructions = dockerfile(join(ROOT, 'docs/Dockerfile'))

describe('the documented image', () => {
  const all = (name: string) => instructions.filter((one) => one.name === name).map(({ text }) => text)

  test('is of one version of Node and of the packages of a queue that are tested here', () => {
    const [base] = all('FROM')
    const [node] = all('ARG').map((text) => text.match(/^NODE=(\d+\.\d+\.\d+)$/)?.[1])
    expect(base).toBe(`node:\${NODE}-bookworm-slim`)
    const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
    expect(Number(node!.split('.')[0])).toBeGreaterThan(Number(engines.node.match(/\d+/)[0]))
    const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'))
    for (const name of ['bullmq', 'ioredis']) {
      expect(all('RUN').join()).toContain(` ${name}@${lock.packages[`node_modules/${name}`].version}`)
    }
  })

  test('holds the packed command line with all of this project that it depends on', () => {
    const text = readFileSync(join(ROOT, 'docs/Dockerfile'), 'utf8')
    const packed = [...text.matchAll(/ -w (packages\/[\w-]+)/g)].map(([, path]) => path!)
    const manifests = packed.map((path) => JSON.parse(readFileSync(join(ROOT, path, 'package.json'), 'utf8')))
    const names = manifests.map(({ name }) => name)
    expect(names).toContain('@umbra/cli')
    const needed = manifests.flatMap(({ dependencies = {} }) => Object.keys(dependencies))
    expect(names).toEqual(expect.arrayContaining(needed.filter((name) => name.startsWith('@umbra/'))))
    expect(all('COPY')).toEqual(['umbra-*.tgz ./'])
  })

  test('builds nothing, fetches nothing but packages, runs no script of theirs, and belongs to nobody', () => {
    expect(new Set(instructions.map(({ name }) => name))).toEqual(
      new Set(['ARG', 'FROM', 'WORKDIR', 'COPY', 'RUN', 'ENV', 'USER', 'ENTRYPOINT']),
    )
    const said = instructions.map(({ text }) => text).join('\n')
    expect(said).not.toMatch(
      /\b(apt|apt-get|apk|curl|wget|git|gcc|g\+\+|make|python3?|node-gyp|sudo|latest)\b/,
    )
    for (const line of all('RUN').filter((text) => text.includes('npm install')))
      expect(line).toContain('--ignore-scripts')
    // What is written in a layer is not removed in another.
    expect(all('RUN').filter((text) => /^rm\b/.test(text))).toEqual([])
    expect(all('USER')).toEqual(['1000:1000'])
    const names = instructions.map(({ name }) => name)
    expect(names.indexOf('USER')).toBeGreaterThan(names.lastIndexOf('RUN'))
    for (const path of all('WORKDIR')) expect(path).toMatch(/^\//)
    expect(JSON.parse(all('ENTRYPOINT')[0]!)).toEqual(['umbra'])
  })
})
