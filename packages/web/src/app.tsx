import type { FunctionComponent } from 'preact'
import { lazy, Suspense } from 'preact/compat'
import { dragging, fileDropping } from './file-dropping.js'
import { Notices } from './parts/notices.js'
import { StatusBar } from './parts/status-bar.js'
import { goTo, type View, view, views } from './state.js'
import { ExplainView } from './views/explain/explain-view.js'

const pages: Readonly<Record<View, { readonly title: string; readonly page: FunctionComponent }>> = {
  draw: { title: 'Explain', page: ExplainView },
  compare: {
    title: 'Compare',
    page: lazy(async () => (await import('./views/compare/compare-view.js')).CompareView),
  },
  versus: {
    title: 'Versus',
    page: lazy(async () => (await import('./views/versus/versus-view.js')).VersusView),
  },
  train: { title: 'Train', page: lazy(async () => (await import('./views/train/train-view.js')).TrainView) },
  benchmark: {
    title: 'Benchmark',
    page: lazy(async () => (await import('./views/benchmark/benchmark-view.js')).BenchmarkView),
  },
  open: { title: 'Open', page: lazy(async () => (await import('./views/open/open-view.js')).OpenView) },
}

/** The studio: a heading, the view the address names, and what runs underneath. */
export function App() {
  const Page = pages[view.value].page
  return (
    <div class="studio" data-dragging={dragging.value ? '' : undefined} {...fileDropping}>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <header>
        <p class="name">
          <span aria-hidden="true" class="mark" />
          <span class="name-text">Umbra</span>
        </p>
        <nav aria-label="Views">
          {views.map((name) => (
            <a
              key={name}
              href={`./?view=${name}`}
              aria-current={view.value === name ? 'page' : undefined}
              onClick={(event) => {
                if (event.metaKey || event.ctrlKey || event.shiftKey) return
                event.preventDefault()
                goTo(name)
              }}
            >
              {pages[name].title}
            </a>
          ))}
        </nav>
      </header>
      <Notices />
      <main id="main" tabIndex={-1}>
        <Suspense fallback={<p class="muted">Loading…</p>}>
          <Page />
        </Suspense>
      </main>
      <StatusBar />
    </div>
  )
}
