/** A word that the reports and the documentation use in one sense. */
export interface GlossaryTerm {
  readonly term: string
  /** Its address in docs/glossary.md, whose entry begins with the definition. */
  readonly id: string
  /** One or two sentences of plain text. */
  readonly definition: string
  /** Where a text speaks of it. */
  readonly named: RegExp
}

/** The words of the method and of its statistics, in alphabetical order, each explained by words that come before or need no explanation. */
export const GLOSSARY: readonly GlossaryTerm[] = [
  {
    term: 'at equal ink',
    id: 'at-equal-ink',
    definition:
      'The difference of two classes in a region, as it would be if both had as much ink there: by analysis of covariance over images.',
    named: /\bequal ink\b/i,
  },
  {
    term: 'baseline',
    id: 'baseline',
    definition: 'What covered pixels become: a number such as 0 (black), a mean, a blurred copy, noise.',
    named: /\bbaseline/i,
  },
  {
    term: 'batched engine',
    id: 'batched-engine',
    definition:
      'Computes every covered copy of an image whole. Runs any model, and is slower than the incremental engine.',
    named: /\bbatched\b/,
  },
  {
    term: 'cluster',
    id: 'cluster',
    definition:
      'Neighbouring pixels that all differ clearly between the classes. Its p holds for the cluster as a whole, and says nothing of a single pixel.',
    named: /\bclusters?\b/i,
  },
  {
    term: 'confidence interval',
    id: 'confidence-interval',
    definition:
      'A range of values that the data are compatible with. Made anew from new data, such ranges hold the true value as often as the level says: 95 times in 100.',
    named: /\bintervals?\b|\bCI\b/,
  },
  {
    term: 'degrees of freedom (df)',
    id: 'degrees-of-freedom-df',
    definition:
      'How many values a test has to judge the spread by, the larger the surer. Welch’s is a fraction, since two spreads are put together.',
    named: /\bdf\b/,
  },
  {
    term: 'design effect',
    id: 'design-effect',
    definition:
      'By how much the variance of a mean is larger than that of as many independent values, since values of one image are alike.',
    named: /\bdesign effect/i,
  },
  {
    term: 'drop',
    id: 'drop',
    definition:
      'By how much a score is lower with a window covered: the score of the image as it is, minus that of the covered one. Below zero, covering helped.',
    named: /\bdrops?\b/i,
  },
  {
    term: 'effect size',
    id: 'effect-size',
    definition:
      'How large a difference is, whatever the number of images. Hedges g is a difference of means in standard deviations: 0.2 is small, 0.5 medium, 0.8 large. Generalised eta squared is a share of the variance: 0.01, 0.06, 0.14.',
    named: /\bHedges|\beta squared\b|η²/,
  },
  {
    term: 'H0 and H1',
    id: 'h0-and-h1',
    definition:
      'The hypothesis that there is no difference, and the one that there is. That H0 is not rejected does not show that it is true.',
    named: /\bH0\b/,
  },
  {
    term: 'Holm p',
    id: 'holm-p',
    definition:
      'A p raised because several questions are asked together, so that the chance of finding anything by accident in any of them stays at the level.',
    named: /\bHolm/,
  },
  {
    term: 'incremental engine',
    id: 'incremental-engine',
    definition:
      'Computes only what a window changes in every layer, exact to rounding, many times faster than whole copies.',
    named: /\bincremental\b/,
  },
  {
    term: 'ink',
    id: 'ink',
    definition: 'The brightness of an image’s pixels, all channels together: of a digit, its strokes.',
    named: /\bink\b/i,
  },
  {
    term: 'interaction',
    id: 'interaction',
    definition:
      'That the difference between the classes is not the same in all regions: class and region together say more than each for itself.',
    // In the plural, or as an index, it is of parts of an image.
    named: /\binteraction\b(?! ind)/i,
  },
  {
    term: 'intraclass correlation',
    id: 'intraclass-correlation',
    definition:
      'How alike values of one image are, compared with values of different images; 0 is not at all, 1 the same.',
    named: /\bintraclass correlation/i,
  },
  {
    term: 'log-probability',
    id: 'log-probability',
    definition: 'The natural logarithm of the probability that the network gives to a class.',
    named: /\blog-probability/i,
  },
  {
    term: 'logit',
    id: 'logit',
    definition:
      'The score of a class before the network turns its scores into probabilities. It has no bounds; of two classes the one with the larger logit is the more probable.',
    named: /\blogits?\b/i,
  },
  {
    term: 'margin',
    id: 'margin',
    definition:
      'A class’s logit minus the largest logit of all other classes: above zero the class is predicted.',
    named: /\bmargin\b/i,
  },
  {
    term: 'occlusion',
    id: 'occlusion',
    definition:
      'Covering a part of an image and asking the network again. What it needed and no longer sees shows in the score.',
    named: /\bocclusion\b/i,
  },
  {
    term: 'occlusion map',
    id: 'occlusion-map',
    definition:
      'For every pixel of an image, by how much a score drops on average when a window over that pixel is covered. Positive where the image supports the class, negative where it speaks against it.',
    named: /\bmaps?\b/i,
  },
  {
    term: 'p',
    id: 'p-value',
    definition:
      'The chance of a difference at least as large as the one found if there were none. Small values speak against H0; the size of p is not the size of the difference.',
    named: /\bp[\s\u00A0]*[=<≤]|\bp\b/,
  },
  {
    term: 'profile',
    id: 'profile',
    definition:
      'How an image’s sensitivity is shared out over the regions: each region’s share of the whole. Maps that are multiples of each other have one profile.',
    named: /\bprofiles?\b/i,
  },
  {
    term: 'rank correlation (Spearman)',
    id: 'rank-correlation-spearman',
    definition:
      'How far two maps put their pixels in the same order: 1 the same, 0 no relation, −1 the reverse.',
    named: /\bSpearman|\brank correlation/i,
  },
  {
    term: 'region',
    id: 'region',
    definition: 'A part of the image, the same in all images, over which a map is summed up.',
    named: /\bregions?\b/i,
  },
  {
    term: 'relabelling',
    id: 'relabelling',
    definition:
      'A test that exchanges the images’ class labels at random many times, and counts how often the classes then differ as much as they do. It needs no normal distribution.',
    named: /\brelabelling|\bpermutation/i,
  },
  {
    term: 'score',
    id: 'score',
    definition:
      'The number of a class that is watched while pixels are covered: its logit, probability, log-probability or margin.',
    named: /\bscores?\b/i,
  },
  {
    term: 'sensitivity',
    id: 'sensitivity',
    definition:
      'The mean of an image’s occlusion map over a region, or over the whole map, in units of the score; where a study is per ink, the sum divided by the ink.',
    named: /\bsensitivit/i,
  },
  {
    term: 'share',
    id: 'share',
    definition:
      'A region’s sensitivity over the image’s strength. Where covering a region hardly matters, near 0.',
    named: /\bshares?\b/i,
  },
  {
    term: 'simultaneous intervals',
    id: 'simultaneous-intervals',
    definition:
      'Intervals wide enough to hold all together, so that also the one of a region chosen because it differs most can be believed.',
    named: /\bsimultaneous/i,
  },
  {
    term: 'specification curve',
    id: 'specification-curve',
    definition:
      'The answers under every reasonable set of choices (windows, baselines, scores, networks), sorted, so that one sees what hangs on a choice.',
    named: /\bspecification curves?\b/i,
  },
  {
    term: 'SSIM',
    id: 'ssim',
    definition: 'Structural similarity of two pictures or maps: 1 for the same, about 0 for unrelated ones.',
    named: /\bSSIM\b/,
  },
  {
    term: 'strength',
    id: 'strength',
    definition:
      'How large an image’s sensitivities are in all, wherever they lie: the sum of the magnitudes of all regions.',
    named: /\bstrength\b/i,
  },
  {
    term: 'stride',
    id: 'stride',
    definition: 'By how many pixels the window moves from one place to the next.',
    named: /\bstride/i,
  },
  {
    term: 'untrained network',
    id: 'untrained-networks',
    definition:
      'The same network with its weights drawn at random. What it shows too comes from the images and the architecture, and was not learned.',
    named: /\buntrained\b/i,
  },
  {
    term: 'Welch’s t test',
    id: 'welchs-t-test',
    definition: 'Whether two means differ, judged by their spreads, which are not taken for equal.',
    named: /\bWelch/,
  },
  {
    term: 'window',
    id: 'window',
    definition: 'The patch of pixels that is covered at one time, height × width.',
    named: /\bwindows?\b/i,
  },
]
