import { expect, test } from 'vitest'
import { Terminal } from './terminal.js'

function recorded(env: Record<string, string>) {
  const written: string[] = []
  const stream = { write: (text: string) => written.push(text), isTTY: true }
  return { terminal: new Terminal(stream, stream, env), written }
}

const HOSTILE = 'six\u001b[2J\u001b]0;title\u0007\u202e\r\u009b31m'

test('names from files command no terminal', () => {
  const { terminal, written } = recorded({ FORCE_COLOR: '3' })
  terminal.print(`${terminal.colours.bold('predicted')} ${HOSTILE}`)
  terminal.note(HOSTILE)
  terminal.warn(HOSTILE)
  terminal.fail('X', HOSTILE, HOSTILE)
  const own = written.join('').replaceAll(/\p{Cc}\[[0-9;]*m/gu, '')
  expect(own).not.toMatch(/[^\P{Cc}\n]|\u202e/u)
  expect(written[0]).toContain(terminal.colours.bold('predicted'))
})

test('where there are no colours, none from a file get through', () => {
  const { terminal, written } = recorded({ NO_COLOR: '1' })
  terminal.print('six\u001b[31m')
  terminal.warn('six\u001b[31m')
  expect(written.join('')).not.toMatch(/[^\P{Cc}\n]/u)
})

const LONG =
  'nothing tells how its images are prepared: pixels are given as 0 … 1; umbra.json, or an option, changes that'

function narrow(columns: number | undefined) {
  const written: string[] = []
  const stream = { write: (text: string) => written.push(text), isTTY: columns !== undefined }
  const sized = columns === undefined ? stream : { ...stream, columns }
  const terminal = new Terminal(sized, sized, { NO_COLOR: '1' })
  return { terminal, lines: () => written.join('').trimEnd().split('\n') }
}

test.each([40, 72, 100])('a person watching a terminal of %i columns reads whole words', (columns) => {
  const { terminal, lines } = narrow(columns)
  terminal.note(LONG)
  terminal.warn(LONG)
  terminal.printSentence(LONG)
  terminal.fail('CODE', LONG, LONG)
  expect(Math.max(...lines().map(({ length }) => length))).toBeLessThanOrEqual(columns)
  const words = [LONG, LONG, LONG, `umbra: CODE: ${LONG}`, `hint: ${LONG}`].join(' ').split(' ')
  expect(lines().join(' ').split(/\s+/).filter(Boolean)).toEqual(words)
})

test('what is to be copied stays whole, and so do the lines of a log', () => {
  const command = `  umbra study --resume --out ${'x'.repeat(30)} --classes 3,5 --images 200`
  const watched = narrow(50)
  watched.terminal.warn(`What is finished is kept. To go on:\n${command}`)
  expect(watched.lines().at(-1)).toBe(command)
  const log = narrow(undefined)
  log.terminal.note(LONG)
  log.terminal.printSentence(LONG)
  log.terminal.fail('CODE', LONG, LONG)
  expect(log.lines()).toEqual([LONG, LONG, `umbra: CODE: ${LONG}`, `  hint: ${LONG}`])
})
