import { expect, it } from 'vitest'
import { barLine, progressOn, stageLine } from './progress.js'
import { Terminal } from './terminal.js'

const maps = { stage: 'maps of 6', done: 120, total: 200, unit: 'images' }

it('says how far, how fast and how long', () => {
  expect(barLine(maps, 60, 100)).toBe(
    'maps of 6  ━━━━━━━━━━━━━━──────────  120/200 images  2.0/s  40.0 s left',
  )
})

it('takes the rate reported where a resumed stage did not begin at nothing', () => {
  expect(barLine({ ...maps, detail: { rate: 1 } }, 60, 100)).toContain('1 min 20 s left')
})

it('reckons with what this run did, not with what was kept from before', () => {
  expect(barLine({ ...maps, detail: { kept: 60 } }, 60, 100)).toContain('1.0/s  1 min 20 s left')
  expect(barLine({ ...maps, detail: { kept: 120 } }, 60, 100)).not.toMatch(/\/s|left/)
})

it('keeps all that matters in sight at 80 columns, and never wraps', () => {
  const detail = { epoch: 2, epochs: 8, batch: 310, batches: 469, loss: 0.0412, accuracy: 0.987, rate: 2310 }
  const training = { stage: 'training', done: 99_680, total: 480_000, unit: 'images', detail }
  expect(barLine(training, 45, 79)).toMatchInlineSnapshot(
    `"training 20% epoch 2/8 batch 310/469 loss 0.0412 acc 98.7% 2,310/s 2m 45s left"`,
  )
  for (let columns = 10; columns < 140; columns++) {
    expect(barLine(training, 45, columns).length).toBeLessThanOrEqual(columns)
  }
})

it('says what a finished stage took', () => {
  expect(stageLine({ ...maps, done: 200 }, 4)).toMatch(/^maps of 6: 200 images in 4\.00 s, /)
})

it('does not divide by nothing', () => {
  expect(barLine({ stage: 'x', done: 0, total: 0, unit: 'images' }, 0, 80)).not.toMatch(/NaN|∞/)
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

it('says nothing of a single step', () => {
  const { terminal, written } = terminalTo({})
  progressOn(terminal)({ ...maps, done: 1, total: 1 })
  expect(written.err).toBe('')
})

it('says nothing when quiet', () => {
  const { terminal, written } = terminalTo({})
  terminal.configure({ json: false, quiet: true })
  progressOn(terminal)({ ...maps, done: 200 })
  expect(written.err).toBe('')
})
