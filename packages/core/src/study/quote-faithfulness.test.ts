import { parseHTML } from 'linkedom'
import { expect, it } from 'vitest'
import { halvesData, halvesNetwork, halvesProvenance } from '../../test/halves.js'
import { runFaithfulness } from '../faithfulness/index.js'
import { faithfulnessCurvesFigure, faithfulnessEffectsFigure, studyFigures } from '../figures/index.js'
import { renderReport } from '../report/index.js'
import { isOfMaps, quoteFaithfulness, runStudy } from './index.js'

const dependencies = {
  model: halvesNetwork(0.05),
  data: halvesData(),
  provenance: halvesProvenance,
  threads: 1,
}
const maps = { window: 2, stride: 1, permutations: 99 }
const measuring = { ...maps, images: 4, steps: 3, segments: 4, segmentation: 'grid', subsets: 3 }

it('a study says how far its maps can be believed, and of no others', async () => {
  const study = await runStudy({ ...maps, classes: [0, 1], images: 4, controls: 0 }, dependencies)
  const measured = await runFaithfulness({ ...measuring, classes: [1, 0], window: [2, 2] }, dependencies)
  expect(isOfMaps(measured, study.result)).toBe(true)
  const quoting = quoteFaithfulness(study, measured)
  expect(quoting.result.faithfulness).toEqual({
    ...{ n: 4, classes: [1, 0] },
    ...{ measures: measured.measures, verdict: measured.verdict },
  })
  // What the study finds is what it found.
  expect(quoting.result.verdict).toEqual(study.result.verdict)
  const config = (more: object) => ({ ...measured, config: { ...measured.config, ...more } })
  const provenance = (more: object) => ({ ...measured, provenance: { ...measured.provenance, ...more } })
  for (const [other, what] of [
    [config({ window: [3, 3] }), 'window is 3×3, of the study 2×2'],
    [config({ score: 'margin' }), 'score is "margin", of the study "logit"'],
    [config({ classes: [0, 2] }), 'classes is 0 and 2, of the study 0 and 1'],
    [provenance({ model: { sha256: 'other' } }), 'the model’s SHA-256 is other, of the study c'],
    [
      provenance({ data: { sha256: { images: 'a', labels: 'x' } } }),
      'the data’s SHA-256 of labels is x, of the study b',
    ],
  ] as const) {
    expect(isOfMaps(other as typeof measured, study.result)).toBe(false)
    expect(() => quoteFaithfulness(study, other as typeof measured)).toThrow(
      `FAITHFULNESS_OTHER: faithfulness was measured of other maps: ${what}`,
    )
  }

  const { document } = parseHTML('<!doctype html><html></html>') as unknown as { document: Document }
  const { levels, curves } = measured
  const drawn = {
    curves: faithfulnessCurvesFigure(
      { title: '', subtitle: '', levels, curves, score: 'logit' },
      { document },
    ),
    effects: faithfulnessEffectsFigure(measured, { document }),
  }
  const figures = studyFigures(quoting, { document })
  const page = (faithfulness?: object) =>
    parseHTML(renderReport(quoting, { figures, ...faithfulness })).document as unknown as Document
  const section = page({ faithfulness: { result: measured, figures: drawn } }).querySelector('#faithfulness')!
  expect(section.textContent!.replaceAll('\u00a0', ' ')).toContain(measured.verdict[0])
  expect(section.textContent).toContain('Measured of 4 images of upper and lower')
  expect(section.querySelectorAll('tbody tr')).toHaveLength(8)
  expect(section.querySelectorAll('figure svg')).toHaveLength(2)
  expect(page().querySelector('#faithfulness')).toBeNull()
})
