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
