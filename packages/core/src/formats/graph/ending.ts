import type { GraphEnding } from '../model.js'

/** A node of a graph, as far as its end is told by it. */
export interface EndingNode {
  readonly op: string
  /** What to call it: `Softmax "probs"`. */
  readonly where: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
}

/** Operations that leave values as they are, whatever their shape. */
const PASSING = new Set(['Identity', 'Reshape', 'Flatten', 'Squeeze', 'Unsqueeze', 'ExpandDims', 'Cast'])

const ENDINGS: Readonly<Record<string, GraphEnding['operation']>> = {
  Softmax: 'softmax',
  LogSoftmax: 'logSoftmax',
  Sigmoid: 'sigmoid',
}

const WORDS: Readonly<Record<GraphEnding['operation'], string>> = {
  softmax: 'a softmax',
  logSoftmax: 'a softmax’s logarithm',
  sigmoid: 'a sigmoid',
  argMax: 'the class',
  mixed: 'probabilities',
}

/** Operations that make numbers like probabilities of probabilities. */
const MIXING = new Set([
  ...[...PASSING, 'Transpose', 'Gather', 'GatherV2', 'Slice', 'StridedSlice', 'Concat', 'ConcatV2', 'Pack'],
  ...['Add', 'AddV2', 'Sub', 'Mul', 'Div', 'RealDiv', 'Sum', 'Mean', 'Max', 'Maximum', 'Min', 'Minimum'],
  ...['ReduceMean', 'ReduceSum', 'ReduceMax', 'ReduceMin', 'Log', 'Clip', 'ClipByValue'],
])

/**
 * What the last nodes of a graph that no network can say tell of its output: which softmax or sigmoid its class scores may be read
 * before. Shapes are not known here: whoever runs the graph checks that the output is what is said.
 *
 * @param nodes - all that the output needs, each after those it reads
 * @param input - the value that is the image
 * @param output - the value that holds the class scores
 */
export function endingOf(
  nodes: readonly EndingNode[],
  input: string,
  output: string,
): GraphEnding | undefined {
  const producers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)))
  let name = output
  let choice: EndingNode | undefined
  for (let node = producers.get(name); node; node = producers.get(name)) {
    const own = ENDINGS[node.op]
    if (own) {
      const operation = choice ? 'argMax' : own
      return { operation, before: node.inputs[0]!, reason: `read before ${node.where}, ${WORDS[own]}` }
    }
    if (node.op === 'ArgMax' && !choice) choice = node
    else if (!PASSING.has(node.op)) break
    name = node.inputs[0] ?? ''
  }
  if (choice) {
    const before = choice.inputs[0]!
    return { operation: 'argMax', before, reason: `read before ${choice.where}, ${WORDS.argMax}` }
  }
  const source = probabilitiesIn(nodes, input, output)
  if (source === undefined) return undefined
  return { operation: 'mixed', reason: `output "${output}" is made of the probabilities of ${source}` }
}

/** The node whose probabilities a value is made of, where all that depends on the image in it comes from such. */
function probabilitiesIn(nodes: readonly EndingNode[], input: string, output: string): string | undefined {
  const live = new Set([input])
  const sources = new Map<string, string>()
  for (const { op, where, inputs, outputs } of nodes) {
    const read = inputs.filter((name) => live.has(name))
    if (read.length === 0) continue
    const mixes = MIXING.has(op) && read.every((name) => sources.has(name))
    const source = ENDINGS[op] || op === 'HardSigmoid' ? where : mixes ? sources.get(read[0]!) : undefined
    for (const name of outputs) {
      live.add(name)
      if (source !== undefined) sources.set(name, source)
    }
  }
  return sources.get(output)
}
