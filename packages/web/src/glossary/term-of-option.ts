/** Which word of the glossary an option is, by its key in a schema. */
export const TERM_OF_OPTION: Readonly<Record<string, string>> = {
  window: 'window',
  stride: 'stride',
  baseline: 'baseline',
  score: 'score',
  controls: 'untrained-networks',
  normalisation: 'sensitivity',
  permutations: 'relabelling',
  confidence: 'confidence-interval',
  regions: 'region',
}
