import {
  type PairsResult,
  pairsFigures,
  type RobustnessResult,
  robustnessFigures,
  type Study,
  type StudyFigures,
  studyFigures,
} from '@umbra/core'
import { parseHTML } from 'linkedom/worker'
import { StudioError } from '../studio-error.js'
import type { DrawnResult } from './protocol.js'

/** Figures with axes are made of elements, which a worker has none of: the page's own thread would stall over them. */
function figureDocument(): Document {
  return parseHTML('<!doctype html><html><body></body></html>').document as unknown as Document
}

/** A study's figures, SVG by name. */
export function drawStudy(study: Study): StudyFigures {
  return studyFigures(study, { document: figureDocument() })
}

/**
 * What pairs.json and robustness.json say, and their figures.
 *
 * @returns undefined if the document is neither
 * @throws StudioError RESULT_FORMAT
 */
export async function drawResult(
  document: Readonly<Record<string, unknown>>,
): Promise<DrawnResult | undefined> {
  const draw = drawers[String(document.schema)]
  if (!draw) return undefined
  try {
    return draw(document)
  } catch (cause) {
    throw new StudioError('RESULT_FORMAT', `a ${document.schema} without all its parts`, { cause })
  }
}

const drawers: Readonly<Record<string, (document: unknown) => DrawnResult>> = {
  'umbra.pairs/1': drawPairs,
  'umbra.pairs/2': drawPairs,
  'umbra.robustness/1': drawRobustness,
  'umbra.robustness/2': drawRobustness,
}

function drawPairs(document: unknown): DrawnResult {
  const result = document as PairsResult
  const title = `Every class compared with every other, ${result.classes.length} classes`
  return { title, text: result.verdict.text, figures: pairsFigures(result) }
}

function drawRobustness(document: unknown): DrawnResult {
  const result = document as RobustnessResult
  const [a, b] = result.classes
  const [choices, networks] = [result.specifications.length, result.models.length]
  const text = `${choices} ways to make the choices, on ${networks} ${networks === 1 ? 'network' : 'networks'}.`
  const figures = robustnessFigures(result, { document: figureDocument() })
  return { title: `Does the difference between ${a.name} and ${b.name} hang on choices?`, text, figures }
}
