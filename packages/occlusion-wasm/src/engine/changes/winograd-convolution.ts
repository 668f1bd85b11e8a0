import { isLinear, type Nonlinearity } from '../../kernels/nonlinearity.js'
import type { Conv2d } from '../../network/operations/conv2d.js'
import { FeatureMap, ownFields, padded, slideFields } from '../memory/feature-map.js'
import { placePanels } from '../memory/panels.js'
import { placeRecord, setRecord } from '../memory/records.js'
import { identitySliding, placeSliding, type SlidingSpec } from '../memory/sliding.js'
import { POSITIONS, packWinogradFilters } from '../memory/winograd-filters.js'
import type { Workspace } from '../memory/workspace.js'
import { settlingOf } from './settling.js'
import { noScratch, type Stage } from './stage.js'
import { tiledProducts } from './tiled-products.js'

/** Tiles that are multiplied together for one channel: fewer stay nearer the processor, more read the weights less often. */
const TILES_PER_CHANNEL = 1 / 4
const [FEWEST_TILES, MOST_TILES] = [48, 144]
/** Bytes of one vector. */
const VECTOR = 16

/**
 * A 3×3 convolution of stride 1 by Winograd's minimal filtering of its changes, with the nonlinearity after it, if there is one. The
 * uncovered image's values, which everything is added to, are computed by whole rows.
 */
export function winogradConvolutionStage(
  workspace: Workspace,
  input: FeatureMap,
  { kernel, bias }: Pick<Conv2d, 'kernel' | 'bias'>,
  by: SlidingSpec,
  nonlinearity: Nonlinearity,
): Stage {
  const { kernels, arena, constants } = workspace
  const filters = bias.length
  const fields = ownFields(slideFields(input.fields, by))
  const output = new FeatureMap(arena, ...by.outputs, filters, fields)
  const raw = isLinear(nonlinearity) ? output : new FeatureMap(arena, ...by.outputs, filters, fields)
  const rows = tiledProducts({
    workspace,
    input,
    raw,
    output,
    by,
    bias,
    groups: 1,
    nonlinearity,
    kernel,
  })
  const shape = { taps: POSITIONS, inputs: input.channels, filters, groups: 1 }
  const panels = placePanels(workspace, shape, packWinogradFilters(kernel, input.channels, filters))
  const sliding = placeSliding(arena, by)
  const identity = placeSliding(arena, identitySliding(...by.outputs))
  const widest = Math.max(input.stride, output.stride)
  const zeros = constants.place(widest, () => {})
  const tiles = tilesAtOnce(input.channels + filters)
  const sizes = {
    inputs: POSITIONS * positionBytes(tiles, input.stride),
    list: POSITIONS * 4,
    temporary: POSITIONS * VECTOR,
  }
  const room = placeRecord(arena, 'TileRoom', {
    ...{ tiles, inputs: 0, products: 0, sources: 0, cells: 0, places: 0, counts: 0, temporary: 0 },
    ...{ zeros, nowhere: 0 },
  })
  const { kind, a, b, c } = nonlinearity
  const mode = settlingOf(nonlinearity)

  /** Scratch moves with every layout of a batch. */
  const placeRoom = () => {
    const { products, terms } = workspace.scratch
    const cells = terms + padded(tiles) * 4
    const [places, counts, temporary] = [cells + sizes.list, cells + 2 * sizes.list, cells + 3 * sizes.list]
    setRecord(arena, room, 'TileRoom', {
      ...{ inputs: products, products: products + sizes.inputs, sources: terms },
      ...{ cells, places, counts, temporary },
      nowhere: temporary + sizes.temporary,
    })
  }

  return {
    output,
    scratch: () => ({
      ...noScratch,
      products: sizes.inputs + POSITIONS * positionBytes(tiles, output.stride),
      terms: Math.max(rows.terms, padded(tiles) * 4 + 3 * sizes.list + sizes.temporary + widest * 4),
    }),
    base: rows.base,
    score({ windows, boxes }) {
      kernels.slidePatches(input.record, output.record, sliding, identity, windows)
      workspace.listChanges(output, boxes, windows)
      placeRoom()
      const done = kernels.convolveTiles(
        ...([
          input.record,
          output.record,
          sliding,
          panels.address,
          panels.count,
          windows,
          room,
          raw.base,
        ] as const),
        ...([mode, kind, a, b, c] as const),
      )
      workspace.multiplyAdds += done * panels.multiplyAdds
      kernels.prune(output.record, windows)
    },
  }
}

/** @param channels - read and written for each tile */
function tilesAtOnce(channels: number): number {
  const tiles = Math.min(MOST_TILES, Math.max(FEWEST_TILES, channels * TILES_PER_CHANNEL))
  return 3 * Math.floor(tiles / 3)
}

/** As `positionStep` of assembly/changes/winograd-convolution.ts. */
function positionBytes(tiles: number, channels: number): number {
  return Math.ceil((tiles * channels * 4) / 4096) * 4096 + 64
}
