import { lazy, Suspense } from 'preact/compat'
import { drawsDigits } from '../../live-map.js'
import { openedExplanations } from '../../opened-explanation.js'
import { DrawView } from '../draw/draw-view.js'
import { NetworkBar } from './network-bar.js'

const PhotoView = lazy(async () => (await import('../photo/photo-view.js')).PhotoView)
const OpenedExplanation = lazy(async () => (await import('./opened-explanation.js')).OpenedExplanation)

/** What the network in use looks at: in a drawing, where it takes digits, and else in a picture. */
export function ExplainView() {
  return (
    <>
      {openedExplanations.value.length > 0 && (
        <Suspense fallback={<p class="muted">Loading…</p>}>
          <OpenedExplanation />
        </Suspense>
      )}
      {drawsDigits.value ? (
        <DrawView>
          <NetworkBar />
        </DrawView>
      ) : (
        <Suspense fallback={<p class="muted">Loading…</p>}>
          <PhotoView>
            <NetworkBar />
          </PhotoView>
        </Suspense>
      )}
    </>
  )
}
