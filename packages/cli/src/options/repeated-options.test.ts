import { Command } from 'commander'
import { expect, it } from 'vitest'
import { watchRepeated } from './repeated-options.js'

async function saidOf(...args: string[]) {
  const command = new Command('explain').argument('[IMAGES...]').action(() => undefined)
  command.option('--window <H,W>').option('--seed <N>', '', Number).option('--json').option('--no-color')
  const repeated = watchRepeated(command)
  await command.parseAsync(args, { from: 'user' })
  return { said: repeated(), options: command.opts() }
}

it('says of options given more than once which value counts', async () => {
  expect(await saidOf('--window', '3', 'a.png', '--window=5,5')).toEqual({
    said: ['--window is given twice, as 3 and 5,5: the last counts'],
    options: { window: '5,5', color: true },
  })
  const { said } = await saidOf(
    '--seed',
    '1',
    '--window',
    '2',
    '--seed',
    '7',
    '--window',
    '4',
    '--window',
    '2',
  )
  expect(said).toEqual([
    '--window is given 3 times, as 2, 4 and 2: the last counts',
    '--seed is given twice, as 1 and 7: the last counts',
  ])
})

it('says nothing where nothing is dropped', async () => {
  const { said } = await saidOf(
    '--json',
    '--json',
    '--seed',
    '3',
    '--seed',
    '3',
    '--no-color',
    'a',
    '--',
    '--seed',
  )
  expect(said).toEqual([])
})
