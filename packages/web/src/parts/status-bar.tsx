import { Term } from '../glossary/term.js'
import { drawsDigits, model, ownModel, rounded, settled } from '../live-map.js'
import { explained } from '../photo/photo.js'

/** What runs underneath, and how fast. */
export function StatusBar() {
  return (
    <footer>
      <p class="muted engine" data-testid="engine">
        <EngineLine />
      </p>
      {!crossOriginIsolated && (
        <p class="muted">
          This page is not cross-origin isolated, so the browser gives it no shared memory: threads copy what
          they would share, and are slower. Served by <code>umbra serve</code>, it has them.
        </p>
      )}
      <nav aria-label="Documentation">
        {DOCUMENTS.map(([page, title]) => (
          <a key={page} href={`./docs/${page}.html`} target="_blank" rel="noreferrer">
            {title}
          </a>
        ))}
      </nav>
    </footer>
  )
}

const DOCUMENTS = [
  ['tutorial', 'Tutorial'],
  ['limits', 'What maps can say'],
  ['methods', 'What is computed'],
  ['glossary', 'Glossary'],
  ['architecture', 'Source'],
] as const

function EngineLine() {
  const opened = model.value
  if (!opened) return <>Loading the model…</>
  const map = drawsDigits.value ? settled.value : explained.value
  const { name, variant, threads, reason } = map?.engine ?? opened.engine
  const title = ownModel.value?.name ?? 'Reference model'
  const accuracy = opened.training
    ? `, test accuracy ${(100 * opened.training.test.accuracy).toFixed(2)}%`
    : ''
  return (
    <>
      {title}
      {rounded.value ? ' (its weights rounded until all their bits are here)' : ''}
      {accuracy} · <Term of={`${name}-engine`}>{name} engine</Term> ({reason}), {variant}, {threads}{' '}
      {threads === 1 ? 'thread' : 'threads'}
      {map && (
        <>
          {' · '}
          map in <span class="figure">{map.milliseconds.toFixed(1)}</span> ms
        </>
      )}
    </>
  )
}
