import { existsSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { npy, Random, version } from '@umbra/core'
import { expect, test } from 'vitest'
import { contentsOf } from './contents-of.js'
import { umbra } from './run-umbra.js'
import { temporaryFolder } from './tiny-data.js'

const killing = pathToFileURL(join(import.meta.dirname, 'fixtures/stopped-after-a-cell.mjs')).href

test('umbra explain of several images goes on after kill -9 to the same bytes, and says what another version left', async () => {
  const cwd = temporaryFolder()
  const random = new Random(1)
  const data = Float32Array.from({ length: 3 * 784 }, () => random.uniform())
  writeFileSync(join(cwd, 'three.npy'), npy({ data, shape: [3, 28, 28, 1] }))
  const explain = ['explain', 'three.npy', '--window', '14', '--stride', '14', '--threads', '1']
  expect((await umbra([...explain, '--out', 'whole'], { cwd })).code).toBe(0)
  expect(existsSync(join(cwd, 'whole/cells'))).toBe(false)

  const env = { UMBRA_TEST_SIGNAL: 'SIGKILL', NODE_OPTIONS: `--import ${killing}` }
  expect((await umbra([...explain, '--out', 'killed'], { cwd, env })).code).toBeNull()
  const [cell, ...others] = readdirSync(join(cwd, 'killed/cells'))
  expect([cell!.endsWith(`.${version}.explanation`), others]).toEqual([true, []])
  const resumed = await umbra([...explain, '--out', 'killed', '--resume'], { cwd })
  expect(resumed.code, resumed.stderr).toBe(0)
  expect(resumed.stderr).toContain('Going on with what was finished before, kept in killed')
  expect(contentsOf(join(cwd, 'killed'))).toEqual(contentsOf(join(cwd, 'whole')))

  expect((await umbra([...explain, '--out', 'older'], { cwd, env })).code).toBeNull()
  renameSync(
    join(cwd, 'older/cells', cell!),
    join(cwd, 'older/cells', cell!.replace(`.${version}.`, '.0.0.9.')),
  )
  const again = await umbra([...explain, '--out', 'older', '--resume'], { cwd })
  expect(again.stderr).toContain('1 unit kept there is of another version of Umbra, and computed again')
  expect(contentsOf(join(cwd, 'older'))).toEqual(contentsOf(join(cwd, 'whole')))
}, 60_000)

test.each([
  ['--resume', []],
  ['--queue', ['redis://127.0.0.1:1']],
])('umbra explain %s without a folder to keep maps in is refused in a line', async (option, more) => {
  const run = await umbra(['explain', '--index', '1', option, ...more])
  expect(run).toMatchObject({ code: 2, stdout: '' })
  expect(run.stderr).toContain(
    `USAGE: explain ${option} keeps maps in the folder of results: name it by --out`,
  )
})
