import { type OutputHead, plainHead } from '@umbra/occlusion-wasm'
import { InputError } from '../errors.js'
import type { GraphEnding } from '../formats/model.js'
import { type ClassScores, classScores } from './class-scores.js'
import type { RunningGraph } from './running-graph.js'

/** Where a graph's class scores are read, and what they mean. */
export interface OutputEnd {
  /** Of the value. */
  readonly name: string
  readonly head: OutputHead
  /** K. */
  readonly outputs: number
}

/** Largest difference from what an ending is said to do that rounding explains: probabilities are at most 1. */
const TOLERANCE = 1e-4

/**
 * Where class scores are read: before the graph's last softmax or sigmoid, once what that is said to do has been seen to give the
 * file's own output, else at this output.
 *
 * @param image - float32 [H, W, C]
 * @throws InputError MODEL_OUTPUT, RUNTIME_FAILED
 */
export async function outputEnd(
  graph: RunningGraph,
  output: string,
  ending: GraphEnding | undefined,
  image: Float32Array,
): Promise<OutputEnd> {
  const count = graph.batch === 'any' ? 1 : graph.batch
  const before = ending?.before
  const names = before === undefined ? [output] : [output, before]
  const [given, inner] = await graph.run(image, 1, names)
  const chosen = classScores(given!, count, output)
  if (!ending) return { name: output, head: plainHead(chosen.outputs), outputs: chosen.outputs }
  if (before === undefined || !inner) return scored(output, chosen, ending.reason)
  const scores = scoresOrNone(() => classScores(inner, count, before))
  if (scores && gives(ending.operation, scores, chosen)) {
    const kind = ending.operation === 'sigmoid' ? 'sigmoid' : 'softmax'
    return { name: before, head: { kind, reason: ending.reason }, outputs: scores.outputs }
  }
  if (ending.operation === 'argMax') {
    throw new InputError('MODEL_OUTPUT', `output "${output}": expected class scores, got the class alone`)
  }
  return scored(output, chosen, `output "${output}" is no ${ending.operation} over all classes`)
}

function scored(name: string, { outputs }: ClassScores, reason: string): OutputEnd {
  return { name, head: { kind: 'scores', reason }, outputs }
}

function scoresOrNone(scores: () => ClassScores): ClassScores | undefined {
  try {
    return scores()
  } catch {
    return undefined
  }
}

/** Whether the operation makes the output of the scores, of the first image. */
function gives(operation: GraphEnding['operation'], scores: ClassScores, chosen: ClassScores): boolean {
  const z = [...scores.data.subarray(0, scores.outputs)]
  const most = Math.max(...z)
  const sum = z.reduce((total, score) => total + Math.exp(score - most), 0)
  const logarithms = z.map((score) => score - most - Math.log(sum))
  const expected = {
    softmax: () => logarithms.map(Math.exp),
    logSoftmax: () => logarithms,
    sigmoid: () => z.map((score) => 1 / (1 + Math.exp(-score))),
    argMax: () => [z.indexOf(most)],
    mixed: () => [],
  }[operation]()
  const got = chosen.data.subarray(0, chosen.outputs)
  const least = operation === 'logSoftmax' ? Math.max(1, ...expected.map(Math.abs)) : 1
  return (
    got.length === expected.length &&
    expected.every((value, k) => Math.abs(value - got[k]!) <= TOLERANCE * least)
  )
}
