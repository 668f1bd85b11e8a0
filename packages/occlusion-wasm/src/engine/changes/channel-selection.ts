import { nonlinearityOf } from '../../kernels/nonlinearity.js'
import { FeatureMap } from '../memory/feature-map.js'
import type { Workspace } from '../memory/workspace.js'
import { noScratch, type Stage } from './stage.js'

/** Some channels of a map, in any order: its changes with those channels alone. */
export function channelSelectionStage(
  workspace: Workspace,
  input: FeatureMap,
  channels: readonly number[],
): Stage {
  const { kernels, arena } = workspace
  const output = new FeatureMap(arena, input.height, input.width, channels.length, input.fields, input)
  const list = runsOf(channels)
  const runs = arena.placeInts(list.flat())
  const choose = (to: number, from: number, rows: number) =>
    kernels.selectChannels(to, from, rows, input.stride, output.stride, runs, list.length)
  return {
    output,
    scratch: () => noScratch,
    base: () => choose(output.base, input.base, input.cells),
    score({ windows }) {
      kernels.movePatches(input.record, output.record, 0, 0, windows)
      choose(output.deltas, input.deltas, input.changes)
      workspace.finish(output, nonlinearityOf(), false)
      kernels.prune(output.record, windows)
    },
  }
}

/** Numbers that follow one another, as pairs of the first and how many there are. */
function runsOf(numbers: readonly number[]): [first: number, length: number][] {
  const runs: [number, number][] = []
  for (const number of numbers) {
    const run = runs.at(-1)
    if (run && run[0] + run[1] === number) run[1]++
    else runs.push([number, 1])
  }
  return runs
}
