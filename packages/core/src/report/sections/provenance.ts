import {
  formatCount,
  formatDuration,
  formatNumber,
  formatPercent,
  type StudyFigures,
} from '../../figures/index.js'
import type { ModelProvenance } from '../../model/artifacts.js'
import type { StudyResult } from '../../study/result.js'
import { definitions, figure, type Section, table } from '../elements.js'
import { type Html, html } from '../html.js'

/** All that is needed to run the study again and to check that it was the same. */
export function provenanceSection({ provenance, timings }: StudyResult, figures: StudyFigures): Section {
  const { data, model, engine, versions } = provenance
  const threads = `${engine.threads} ${engine.threads === 1 ? 'thread' : 'threads'}`
  const hash = (value: string) => html`<code>${value}</code>`
  return {
    id: 'provenance',
    title: 'Provenance',
    content: html`<p>This command repeats the study:</p>
<pre><code>${provenance.command}</code></pre>
${definitions([
  ['Umbra', provenance.umbra],
  ['Root seed', String(provenance.seed)],
  ['Data', data.name],
  ['Images, SHA-256', hash(data.sha256.images)],
  ['Labels, SHA-256', hash(data.sha256.labels)],
  ['Model', model.source],
  ['Model, SHA-256', hash(model.sha256)],
  ['Engine', `${engine.name}, ${engine.variant}, ${threads} (${engine.reason})`],
  [
    'Versions',
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
  ],
  [
    'Time',
    Object.entries(timings)
      .map(([stage, seconds]) => `${stage} ${formatDuration(seconds)}`)
      .join(', '),
  ],
  ['Created', provenance.created],
])}
${model.training ? trainingPart(model.training, figures) : undefined}`,
  }
}

function trainingPart(training: ModelProvenance, figures: StudyFigures): Html {
  const { config, history, test, data, seconds } = training
  return html`<h3>The model’s training</h3>
<pre><code>${training.command}</code></pre>
${definitions([
  ['Data', data.name],
  [
    'Test split',
    `accuracy ${formatPercent(test.accuracy, 2)}, loss ${formatNumber(test.loss)}, ${formatCount(test.n)} images`,
  ],
  [
    'Configuration',
    Object.entries(config)
      .map(([key, value]) => `${key} ${settingText(value)}`)
      .join(', '),
  ],
  ['Time', formatDuration(seconds)],
])}
${figures.training ? figure(figures.training, 'Figure 6', html`Training loss and accuracy by epoch; dashed, the test split after the last.`) : undefined}
${table({
  label: 'Table 7',
  title: 'Training by epoch.',
  columns: ['epoch', 'loss', 'accuracy', 'time'].map((title) => ({ title })),
  rows: history.map((epoch) => [
    String(epoch.epoch),
    formatNumber(epoch.loss),
    formatPercent(epoch.accuracy, 2),
    formatDuration(epoch.seconds),
  ]),
})}`
}

function settingText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
