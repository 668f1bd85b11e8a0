import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { BIN, umbra } from './run-umbra.js'
import { temporaryFolder } from './tiny-data.js'

describe.skipIf(!existsSync('/dev/zero'))('what is no file', () => {
  const pipe = join(temporaryFolder(), 'pipe')
  execFileSync('sh', ['-c', 'mkfifo "$0"', pipe])

  it.each([
    ['a configuration without end', ['study', '--config', '/dev/zero', '--show-config'], 'FILE_UNREADABLE'],
    ['a configuration nobody writes', ['study', '--config', pipe, '--show-config'], 'FILE_UNREADABLE'],
    ['regions without end', ['study', '--regions', '/dev/zero', '--show-config'], 'REGIONS_NOT_FOUND'],
    ['regions nobody writes', ['study', '--regions', pipe, '--show-config'], 'REGIONS_NOT_JSON'],
    ['a grid without end', ['robustness', '--grid', '/dev/zero'], 'FILE_UNREADABLE'],
    ['a model without end', ['evaluate', '--model', '/dev/zero'], 'MODEL_FORMAT'],
    ['a model nobody writes', ['evaluate', '--model', pipe], 'MODEL_FORMAT'],
    ['a picture nobody writes', ['explain', pipe], 'FILE_UNREADABLE'],
  ])('is refused: %s', async (_, args, error) => {
    const { code, stdout, stderr } = await umbra([...args, '--json'])
    expect(code, stderr).toBe(2)
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: error } })
  })

  it('is read where it is a pipe that something is written to, late as it may be', () => {
    const text = '{"threads": 3}'
    const script = `(sleep 0.3; echo '${text}') > ${pipe} & exec "$@"`
    const line = [process.execPath, BIN, 'study', '--config', pipe, '--show-config', '--json']
    const { options } = JSON.parse(execFileSync('sh', ['-c', script, 'sh', ...line], { encoding: 'utf8' }))
    expect(options).toMatchObject({ threads: { value: 3 } })
  })
})

describe('a model whose files are not what they seem', () => {
  const model = (files: Readonly<Record<string, string>>): string => {
    const folder = temporaryFolder()
    cpSync(fileURLToPath(new URL('../../../models/reference', import.meta.url)), folder, { recursive: true })
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    return folder
  }

  it('is refused where its settings are there and cannot be read', async () => {
    const dangling = model({})
    symlinkSync('nowhere', join(dangling, 'umbra.json'))
    const folder = model({})
    mkdirSync(join(folder, 'umbra.json'))
    for (const path of [dangling, folder]) {
      const { code, stdout } = await umbra(['evaluate', '--model', path, '--json'])
      expect(code).toBe(2)
      expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'FILE_UNREADABLE' } })
    }
  })

  it('is refused where it is two models', async () => {
    const { code, stdout } = await umbra(['evaluate', '--model', model({ 'network.json': '{}' }), '--json'])
    expect(code).toBe(2)
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'MODEL_AMBIGUOUS' } })
  })
})
