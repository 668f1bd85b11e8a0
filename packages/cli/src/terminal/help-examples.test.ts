import { Command } from 'commander'
import { expect, test } from 'vitest'
import { addExamples } from './help-examples.js'

const WORDS = 'the same for a program to read, or to attach to a report of a fault'
const EXAMPLES = `Examples:
  $ umbra doctor          what this machine offers
  $ umbra doctor --json   ${WORDS}
  $ umbra doctor --quiet
`

function helpOf(columns: number): string {
  let written = ''
  const program = new Command('p').configureOutput({
    writeOut: (text) => (written += text),
    getOutHelpWidth: () => columns,
  })
  addExamples(program, EXAMPLES).outputHelp()
  return written
}

test.each([40, 60, 80])('in %i columns no line is longer, no command broken, every word there', (columns) => {
  const help = helpOf(columns)
  expect(Math.max(...help.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(columns)
  expect(help).toMatch(/^ {2}\$ umbra doctor --json\n/m)
  expect(help.replace(/\s+/g, ' ')).toContain(`umbra doctor --json ${WORDS} $ umbra doctor --quiet`)
})

test('where all have room they stand beside their commands', () => {
  expect(helpOf(110)).toMatch(new RegExp(`^${EXAMPLES.replace(/[$]/g, '\\$&')}`))
})
