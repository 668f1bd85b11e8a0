import { collectParts, type Named, summed } from '../mapping/collect-parts.js'
import { WHOLE } from '../mapping/part.js'
import type { ScoredRobustness } from './scored.js'

/**
 * Joins all parts of a robustness run, given in any order, into what one run would have scored. Seconds are added up.
 *
 * @throws InputError PARTS_NONE, PARTS_DIFFER (of another study, grid, networks, data, version or number of parts), PARTS_REPEATED,
 *   PARTS_MISSING
 */
export function mergeRobustness(parts: readonly Named<ScoredRobustness>[]): ScoredRobustness {
  const ordered = collectParts(parts, sharedBy).map(({ part }) => part)
  const passes = ordered.flatMap((part) => part.passes)
  return {
    ...ordered[0]!,
    shard: WHOLE,
    passes: passes.sort((a, b) => a.network - b.network || a.covering - b.covering),
    timings: summed(ordered.map(({ timings }) => timings)),
  }
}

/** What parts of one run agree in, by the name a person knows it by. */
function sharedBy({ shard, config, grid, networks, provenance }: ScoredRobustness): Record<string, unknown> {
  const { umbra, data, engine, versions } = provenance
  return {
    'number of parts': shard.of,
    ...config,
    ...Object.fromEntries(Object.entries(grid).map(([key, values]) => [`grid of ${key}`, values])),
    networks: networks.map(({ model }) => model.sha256),
    'images drawn': networks.map(({ indices }) => [...indices]),
    'image data': data.sha256.images,
    'label data': data.sha256.labels,
    'version of Umbra': umbra,
    engine: `${engine.name}, ${engine.variant}`,
    'version of Node': versions.node,
  }
}
