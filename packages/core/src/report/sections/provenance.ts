import { headText } from '../../attribution/prediction.js'
import type { ModelProvenance } from '../../formats/keras/artifacts.js'
import type { Provenance } from '../../mapping/provenance.js'
import { formatCount, formatDuration, formatNumber, formatPercent } from '../../words/format.js'
import { definitions, figure, type Numbering, type Section, table } from '../elements.js'
import { type Html, html } from '../html.js'

/** What a report tells about where its numbers came from. */
export interface Origin {
  readonly result: { readonly provenance: ReportedProvenance }
  /** The training's figure, where the training is known. */
  readonly training: string | undefined
  readonly numbering: Numbering
  /** What a command repeats; the study unless told. */
  readonly what?: string
}

/** Of images that were explained, seed and data are none. */
export type ReportedProvenance = Omit<Provenance, 'seed' | 'data'> &
  Partial<Pick<Provenance, 'seed' | 'data'>>

/**
 * All that is needed to run the study again and to check that it was the same. At what hour it ran and for how long stays in
 * result.json, so that equal studies of one day have equal reports.
 */
export function provenanceSection({ result, training, numbering, what = 'the study' }: Origin): Section {
  const { provenance } = result
  const { data, model, baseline, engine, outputs, versions } = provenance
  const threads = `${engine.threads} ${engine.threads === 1 ? 'thread' : 'threads'}`
  return {
    id: 'provenance',
    title: 'Provenance',
    content: html`<p>This command repeats ${what}:</p>
<pre tabindex="0"><code>${provenance.command}</code></pre>
${versions.node === undefined ? undefined : verifying}
${definitions([
  ['Umbra', provenance.umbra],
  ...(provenance.seed === undefined ? [] : [['Root seed', String(provenance.seed)] as const]),
  ...(data ? dataEntries(data) : []),
  ...(baseline ? [['Baseline taken of', baselineTaken(baseline)] as const] : []),
  ['Model', model.source],
  ['Model, SHA-256', code(model.sha256)],
  ...(model.preprocessing ? [['Pixels x, 0 … 1, enter as', model.preprocessing] as const] : []),
  ...(outputs ? [['Outputs', headText(outputs, outputs.count)] as const] : []),
  ['Engine', `${engine.name}, ${engine.variant}, ${threads} (${engine.reason})`],
  [
    'Versions',
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
  ],
])}
${model.training ? trainingPart(model.training, training, numbering) : undefined}`,
  }
}

/** Pictures without labels have no hash of any. */
function dataEntries({ name, sha256: { images, labels } }: Provenance['data']) {
  return [
    ['Data', name] as const,
    ['Images, SHA-256', code(images)] as const,
    ...(labels === '' ? [] : [['Labels, SHA-256', code(labels)] as const]),
  ]
}

function code(value: string): Html {
  return html`<code>${value}</code>`
}

/** What the command line writes, it can verify. */
const verifying = html`<p>In the folder of this report, this one says whether its files, and what computing them again gives, are the same, bit for bit:</p>
<pre tabindex="0"><code>umbra verify .</code></pre>`

/** `MNIST train: mean 0.1307`, `MNIST test: images 4, 17, 230`. */
function baselineTaken({
  of,
  values,
  images,
}: NonNullable<Origin['result']['provenance']['baseline']>): string {
  if (values) return `${of}: mean ${values.map((value) => formatNumber(value)).join(', ')}`
  return `${of}: images ${(images ?? []).join(', ')}, the last in place of one that covers itself`
}

function trainingPart(training: ModelProvenance, drawn: string | undefined, numbering: Numbering): Html {
  const { config, history, test, data, seconds } = training
  return html`<h3>The model’s training</h3>
<pre tabindex="0"><code>${training.command}</code></pre>
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
${drawn ? figure(numbering, drawn, html`Training loss and accuracy by epoch; dashed, the test split after the last.`) : undefined}
${table(numbering, {
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
