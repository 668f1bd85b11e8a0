import { expect, it } from 'vitest'
import { barLine, progressOn, stageLine } from './progress.js'
import { Terminal } from './terminal.js'

const maps = { stage: 'maps of 6', done: 120, total: 200, unit: 'images' }

it('says how far, how fast and how long', () => {
  expect(barLine(maps, 60)).toBe('maps of 6  ━━━━━━━━━━━━━━──────────  120/200 images  2.0/s  40.0 s left')
})

it('judges speed by what was done since it began, not before', () => {
  expect(barLine(maps, 60, 60)).toContain('1.0/s  1 min 20 s left')
})

it('says what a finished stage took', () => {
  expect(stageLine({ ...maps, done: 200 }, 4)).toMatch(/^maps of 6: 200 images in 4\.00 s, /)
})

it('does not divide by nothing', () => {
  expect(barLine({ stage: 'x', done: 0, total: 0, unit: 'images' }, 0)).not.toMatch(/NaN|∞/)
})

function terminalTo(env: NodeJS.ProcessEnv) {
  const written = { out: '', err: '' }
  const into = (name: 'out' | 'err') => ({
    write(text: string) {
      written[name] += text
    },
  })
  return { terminal: new Terminal(into('out'), into('err'), env), written }
}

it('writes one line a stage on stderr where nobody watches, none on stdout', () => {
  const { terminal, written } = terminalTo({})
  const listen = progressOn(terminal)
  for (let done = 1; done <= 200; done++) listen({ ...maps, done })
  for (let done = 1; done <= 3; done++) listen({ ...maps, stage: 'clusters', done, total: 3 })
  expect(written.out).toBe('')
  expect(written.err.trimEnd().split('\n')).toHaveLength(2)
  expect(written.err).not.toContain('\u001b')
})

it('says nothing when quiet', () => {
  const { terminal, written } = terminalTo({})
  terminal.configure({ json: false, quiet: true })
  progressOn(terminal)({ ...maps, done: 200 })
  expect(written.err).toBe('')
})
