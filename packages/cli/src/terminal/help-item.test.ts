import { Command } from 'commander'
import { expect, test } from 'vitest'
import { helpItem } from './help-item.js'

const WORDS = 'step between windows in pixels: y,x; larger for images beyond 34×34 unless given'

function helpOf(columns: number): string {
  let written = ''
  const program = new Command('p')
    .configureHelp({ formatItem: helpItem })
    .configureOutput({ writeOut: (text) => (written += text), getOutHelpWidth: () => columns })
  program.command('run').option('--a-long-name-of-an-option <WITH|A|VALUE>', WORDS)
  program.commands[0]!.outputHelp()
  return written
}

test.each([40, 60, 80, 110])('help in %i columns has no longer line and every word', (columns) => {
  const lines = helpOf(columns).split('\n')
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(Math.max(columns, 43))
  expect(lines.join(' ').replace(/\s+/g, ' ')).toContain(WORDS)
})
