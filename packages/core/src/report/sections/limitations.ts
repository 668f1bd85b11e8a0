import { baselineText, scoreText } from '../../attribution/occlusion/settings-text.js'
import type { StudyConfig } from '../../mapping/config.js'
import type { Provenance } from '../../mapping/provenance.js'
import type { Section } from '../elements.js'
import { html } from '../html.js'

/** What a report's limits follow from. */
interface Settings {
  readonly config: Pick<StudyConfig, 'baseline' | 'score' | 'normalisation' | 'selection'>
  readonly provenance: Provenance
  /** How many trained networks the report speaks of. */
  readonly networks: number
}

/** What a study cannot show, those of its own settings first. */
export function limitationsSection({ config, provenance, networks }: Settings): Section {
  const blind =
    config.baseline === 0
      ? html`<li><b>A zero baseline cannot see holes.</b> Covering background with the background’s own value changes
nothing, so an absence that matters, such as the open top of a 6, shows only through the strokes around it.</li>\n`
      : html`<li><b>The baseline is a choice.</b> Covered pixels became ${baselineText(config.baseline)}; another baseline asks
another question.</li>\n`
  return {
    id: 'limitations',
    title: 'Limitations',
    content: html`<ul>
${
  networks > 1
    ? undefined
    : html`<li><b>One trained model.</b> The images are a sample; the model (${provenance.model.source}) is a single one. What is
found holds for this network; another training run may look elsewhere.</li>\n`
}${blind}<li><b>Covered images are unlike any the network was trained on.</b> Part of a drop may be surprise at the
patch and not loss of what it hides.</li>
<li><b>One patch at a time misses redundancy.</b> If either of two strokes suffices, covering one changes little, and both
look unimportant.</li>
<li><b>The score matters.</b> Drops of the ${scoreText(config.score)} need not agree with those of another score, in size or even
in sign: probabilities saturate where the network is sure, logits do not.</li>
<li><b>Regions are fixed in the image, not in the digit.</b> A difference between classes in a region also
reflects where their ink lies${config.normalisation === 'ink' ? ', though sensitivity is per ink here' : ''}.</li>
${
  config.selection === 'correct'
    ? html`<li><b>Only correctly classified images.</b> What the network relies on when it errs is not in the averages.</li>\n`
    : undefined
}</ul>
`,
  }
}
