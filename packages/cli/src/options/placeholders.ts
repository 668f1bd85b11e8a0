/** What stands for the values of the options of images drawn and mapped, in help. */
export const mappingPlaceholders = {
  classes: 'A,B,…',
  images: 'N|all',
  selection: 'correct|all',
  window: 'H,W',
  stride: 'Y,X',
  baseline: 'RULE',
  score: 'SCORE',
} as const

/** The same of the options of tests over images. */
export const testPlaceholders = { seed: 'N', permutations: 'N', confidence: 'LEVEL' } as const

/** What stands for the values of the options by which faithfulness is measured, in help. */
export const measuringPlaceholders = {
  curve: 'SCORE',
  patch: 'N',
  steps: 'N',
  segments: 'N',
  segmentation: 'slic|grid',
  subsets: 'N',
} as const
