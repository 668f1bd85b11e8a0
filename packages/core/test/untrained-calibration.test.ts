/**
 * Networks that learned nothing are not said to have: the reference network's architecture, weights drawn anew, each studied with
 * 20 others as its controls. All are drawn alike, so that any of them may stand for a draw of the study's own, and each is mapped once.
 */
import { expect, test } from 'vitest'
import { randomised } from '../src/controls/randomised.js'
import { controlSubject } from '../src/controls/subject.js'
import { Random, regionsOf } from '../src/index.js'
import type { StudyConfig } from '../src/mapping/config.js'
import { type MappedPart, WHOLE } from '../src/mapping/part.js'
import { sensitivityRows } from '../src/mapping/sensitivity-rows.js'
import { concludeStudy, mapStudyPart } from '../src/study/run-study.js'
import { loadArtifacts } from './load-artifacts.js'
import { mnistTestSplit } from './mnist-test-split.js'

const NETWORKS = 20
const CONTROLS = 20

test('of 20 untrained networks at most one is said to have learned a difference, though most show one', async () => {
  const mapped: MappedPart<StudyConfig>[] = []
  const subject = await controlSubject(
    await loadArtifacts(new URL('../../../models/reference/model.json', import.meta.url)),
  )
  const data = await mnistTestSplit()
  const random = new Random(11)
  for (let i = 0; i < NETWORKS + CONTROLS; i++) {
    const model = randomised(subject.network, random.split(`network ${i}`), subject)
    mapped.push(
      await mapStudyPart({ images: 25, selection: 'all', stride: 4, permutations: 199, controls: 0 }, WHOLE, {
        model,
        data,
        threads: 1,
        provenance: { command: 'test', model: { sha256: '', source: '' }, created: '' },
      }),
    )
  }
  const verdicts: string[] = []
  for (let i = 0; i < NETWORKS; i++) {
    const others = mapped.slice(i + 1, i + 1 + CONTROLS)
    const untrained = {
      draws: CONTROLS,
      layers: [],
      notFinite: [],
      sensitivities: [0, 1].map((c) => drawsOf(others, c)),
    }
    verdicts.push((await concludeStudy({ ...mapped[i]!, untrained })).result.verdict.text)
  }
  const says = (words: RegExp) => verdicts.filter((text) => words.test(text)).length
  expect(says(/It was learned/)).toBeLessThanOrEqual(1)
  // What a study without controls would have said.
  expect(says(/^The network looks at 6 and 8 in different places/)).toBeGreaterThan(NETWORKS / 2)
}, 180_000)

/** float64 [draws, n, 1 + R]: what each network's maps of one class come to. */
function drawsOf(networks: readonly MappedPart<StudyConfig>[], c: number): Float64Array {
  const regions = regionsOf(3, 28, 28)
  const rows = networks.flatMap(({ classes }) =>
    sensitivityRows(classes[c]!.maps, classes[c]!.sample.images, regions, 'raw'),
  )
  return Float64Array.from(rows.flatMap((row) => [...row]))
}
