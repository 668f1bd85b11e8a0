/** What stands for the values of the options by which faithfulness is measured, in help. */
export const measuringPlaceholders = {
  curve: 'SCORE',
  patch: 'N',
  steps: 'N',
  segments: 'N',
  segmentation: 'slic|grid',
  subsets: 'N',
} as const
