import { shellWords } from '@umbra/core/notation'
import { Command } from 'commander'
import { expect, it } from 'vitest'
import { reproducibleLine } from './reproducible-line.js'

const made = () =>
  new Command('explain')
    .argument('[IMAGES...]')
    .option('--window <H,W>')
    .action(() => undefined)

it.each([[['-a.png']], [['--window', '3', 'b.png']], [['-', '-a -b.png', 'c/-d.png']]])(
  'says %j as a line that means the same paths',
  async (operands) => {
    const command = made()
    await command.parseAsync(['--window', '5,5', '--', ...operands], { from: 'user' })
    const [umbra, name, ...args] = shellWords(reproducibleLine(command))!
    expect([umbra, name]).toEqual(['umbra', 'explain'])
    const again = made()
    await again.parseAsync(args, { from: 'user' })
    expect(again.opts()).toEqual({ window: '5,5' })
    expect(again.args.map((path) => path.replace(/^\.\//, ''))).toEqual(operands)
  },
)
