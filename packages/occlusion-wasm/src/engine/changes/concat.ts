import {
  FeatureMap,
  type Fields,
  sameSteps,
  slideFields,
  uniteFields,
  wholeFields,
} from '../memory/feature-map.js'
import { identitySliding } from '../memory/sliding.js'
import type { Workspace } from '../memory/workspace.js'
import { noScratch, type Stage } from './stage.js'

/** Where an input of a concatenation begins in its output. */
interface Place {
  readonly input: FeatureMap
  readonly top: number
  readonly left: number
  readonly channel: number
}

/** Maps one after the other along an axis: 0 for rows, 1 for columns, 2 for channels. Only cells that change are copied. */
export function concatStage(workspace: Workspace, inputs: readonly FeatureMap[], axis: number): Stage {
  const { kernels, arena } = workspace
  const places: Place[] = []
  const end = { top: 0, left: 0, channel: 0 }
  for (const input of inputs) {
    places.push({ input, ...end })
    if (axis === 0) end.top += input.height
    else if (axis === 1) end.left += input.width
    else end.channel += input.channels
  }
  const first = inputs[0]!
  const height = end.top || first.height
  const width = end.left || first.width
  const output = new FeatureMap(
    arena,
    height,
    width,
    end.channel || first.channels,
    unitedFields(places, height, width, wholeFields(workspace.height, workspace.width)),
  )
  return {
    output,
    scratch: () => noScratch,
    base() {
      for (const { input, top, left, channel } of places) {
        kernels.placeBase(input.record, output.record, top, left, channel, input.channels)
      }
    },
    score({ windows, boxes }) {
      for (const [i, { input, top, left }] of places.entries()) {
        kernels.coverPatches(input.record, output.record, top, left, i === 0, windows)
      }
      workspace.listChanges(output, boxes, windows)
      for (const [i, { input, top, left, channel }] of places.entries()) {
        kernels.placeChanges(input.record, output.record, top, left, channel, input.channels, i === 0)
      }
      kernels.prune(output.record, windows)
    },
  }
}

/** Fields that hold what any input sees where it lies in the output. */
function unitedFields(places: readonly Place[], height: number, width: number, whole: Fields): Fields {
  return places
    .map(({ input, top, left }) =>
      slideFields(input.fields, { ...identitySliding(height, width), top, left }),
    )
    .reduce((a, b) => (sameSteps(a, b) ? uniteFields(a, b) : whole))
}
