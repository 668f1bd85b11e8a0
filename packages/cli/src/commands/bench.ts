import { benchmarkConfigSchema } from '@umbra/core/options'
import type { Command } from 'commander'
import type { BenchOptions } from '../actions/bench.js'
import type { Context } from '../context.js'
import { schemaOptions } from '../options/schema-options.js'
import { addExamples } from '../terminal/help-examples.js'

const examples = `Examples:
  $ umbra bench                                    every backend of this machine, checked, then timed
  $ umbra bench --quick                            a first look: one map, one forward pass
  $ umbra bench --tasks map,scaling --out speed    tables, figures and every time measured into speed/
  $ umbra bench --backends incremental,onnxruntime --threads 1,2  two backends, with one thread and with two
  $ umbra bench --workloads imagenet/resnet-18 --backends incremental:simd,onnxruntime:node  one network for photographs, by two backends
  $ umbra bench --model net.onnx                   maps and forward passes of a model of your own
  $ umbra bench --compare speed/benchmark.json     what has become slower since
`

/** `umbra bench`: which backend should I use on this machine? */
export function configure(command: Command, context: Context): void {
  addExamples(command, examples).description(
    'Which backend should I use on this machine? Each is compared with a float64 reference and, if it is right, timed ' +
      'in rounds that alternate between them. TensorFlow.js with tfjs-node, ONNX Runtime and PyTorch take part where ' +
      'they are installed: in this folder by npm, and for the --python given.',
  )
  const list = (text: string) => text.split(',').map((part) => part.trim())
  const numbers = (text: string) => list(text).map(Number)
  const options = schemaOptions(benchmarkConfigSchema, {
    backends: ['LIST', list],
    tasks: ['LIST', list],
    workloads: ['LIST', list],
    threads: ['LIST', numbers],
    seconds: 'N',
    rounds: 'N',
    baseline: ['BACKEND', (text) => text],
  })
  for (const option of options) command.addOption(option)
  command
    .option('--quick', 'a first look, in half a minute or so')
    .option('--model <reference|PATH>', 'a model of your own, of any format: maps of it and forward passes')
    .option('--python <PATH>', 'the Python whose PyTorch takes part', 'python3')
    .option('--out <DIR>', 'write benchmark.json, benchmark.md and figures/ there')
    .option('--compare <FILE>', 'an earlier benchmark.json: tell what has changed from noise')
    .option('--fail-on-regression', 'with --compare: exit code 1 if anything has become slower')
    .action(async (given: BenchOptions) => (await import('../actions/bench.js')).bench(given, context))
}
