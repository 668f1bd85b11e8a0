import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type InteractionsDocument, parseInteractions } from '@umbra/core'
import { expect, test } from 'vitest'
import { umbra } from './run-umbra.js'
import { temporaryFolder } from './tiny-data.js'

const explain = ['explain', '--index', '11', '--window', '14', '--stride', '14']

test('explain adds what every two patches do together: files, numbers and words, the same on one thread', async () => {
  const cwd = temporaryFolder()
  const args = [...explain, '--interactions', 'pairs']
  const { code, stdout, stderr } = await umbra([...args, '--threads', '2', '--out', 'two'], { cwd })
  expect([code, stderr.includes('UMBRA')]).toEqual([0, false])
  expect(stdout).toMatch(/above 0 the two\s+are redundant/)
  expect(stdout).toMatch(/of 49 parts change\s+nothing when covered/)
  for (const end of ['json', 'svg', 'png'])
    expect(existsSync(join(cwd, `two/interactions.${end}`))).toBe(true)
  const written = parseInteractions(JSON.parse(readFileSync(join(cwd, 'two/interactions.json'), 'utf8')))
  const [image] = written.images
  expect(image!.players).toHaveLength(49)
  const most = Math.max(...image!.pairs!.interactions.flat())
  expect(most).toBeGreaterThan(0)
  const { stdout: json } = await umbra([...args, '--threads', '1', '--json'], { cwd })
  const { interactions, target } = JSON.parse(json) as { interactions: InteractionsDocument; target: number }
  expect(interactions.images).toEqual(written.images)
  expect(image!.target).toBe(target)
}, 60_000)

test('Shapley values of superpixels sum to what covering all of them takes', async () => {
  // The command of its own is explain's option by another name.
  const args = ['interactions', '--index', '11', '--shapley', '--segments', '9', '--score', 'probability']
  const { code, stdout, stderr } = await umbra([...args, '--json'], { cwd: temporaryFolder() })
  expect(code).toBe(0)
  expect(stderr).not.toContain('changes nothing')
  const { score, shapley } = (JSON.parse(stdout).interactions as InteractionsDocument).images[0]!
  const sum = shapley!.values.reduce((total, value) => total + value, 0)
  expect(sum).toBeCloseTo(score - shapley!.allCovered, 12)
}, 60_000)

test.each([
  [['--interactions', 'triples'], 'pairs, shapley'],
  [['--interactions', 'pairs', '--regions', '40,2'], 'GRID: 40 rows of 28 pixels'],
  [['--interactions', 'pairs', '--segments', '1'], 'OPTION_INVALID: segments is 1'],
  [['--interactions', 'shapley', '--regions', '28,1', '--baseline', '0.5'], 'PLAYERS_TOO_MANY'],
])(
  '%j is refused in a line',
  async (args, message) => {
    const { code, stderr, stdout } = await umbra([...explain, ...args], { cwd: temporaryFolder() })
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(message)
  },
  60_000,
)

test('says what changes nothing', async () => {
  const { stderr } = await umbra([...explain, '--regions', '3'], { cwd: temporaryFolder() })
  expect(stderr).toContain('--regions changes nothing without --interactions')
}, 60_000)
