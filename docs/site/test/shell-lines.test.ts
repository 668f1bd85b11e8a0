import { expect, it } from 'vitest'
import { commandsOf } from './shell-lines.ts'

it.each([
  ['umbra study', [['study']]],
  ['npx umbra study --classes 3,5   # another pair', [['study', '--classes', '3,5']]],
  ['npm ci && npm run build && npx umbra study', [['study']]],
  ['curl -s URL | umbra explain - --model net.onnx', [['explain', '-', '--model', 'net.onnx']]],
  ['source <(umbra completion bash)', [['completion', 'bash']]],
  ['umbra completion fish > ~/.config/umbra.fish', [['completion', 'fish']]],
  [
    'srun a \\\n  umbra study --threads "$N" --out "parts/$I"',
    [['study', '--threads', '1', '--out', 'parts/1']],
  ],
  ["sbatch --wrap 'umbra merge parts/* --out study'", [['merge', 'parts/*', '--out', 'study']]],
  ['for s in 1 2; do\n  npx umbra train --seed $s\ndone', [['train', '--seed', '1']]],
  ['umbra study --shard $((I + 1))/8', [['study', '--shard', '1/8']]],
  ['echo \'{"a": 1}\' > umbra.json\nls', []],
])('finds the commands in %s', (script, expected) => {
  expect(commandsOf(script, 'umbra')).toEqual(expected)
})
