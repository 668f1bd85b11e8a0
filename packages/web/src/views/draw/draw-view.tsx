import type { ComponentChildren } from 'preact'
import { fields } from '../../live-map.js'
import { OptionControls } from '../../parts/option-controls.js'
import { occlusion } from '../../state.js'
import { ClassScores } from './class-scores.js'
import { ComputingChoice } from './computing-choice.js'
import { DrawingPad } from './drawing-pad.js'
import { MapPanel } from './map-panel.js'
import { PixelDetail } from './pixel-detail.js'
import { SampleShelf } from './sample-shelf.js'
import { SharePanel } from './share-panel.js'

/** Draw a digit: its class scores, and the map of what speaks for a class, follow the pen. */
export function DrawView({ children }: { readonly children?: ComponentChildren }) {
  return (
    <>
      <h1>Draw a digit, and see where the network looks</h1>
      {children}
      <div class="bench">
        <section aria-labelledby="pad-title" class="panel">
          <h2 id="pad-title">Drawing</h2>
          <DrawingPad />
        </section>
        <section aria-labelledby="map-title" class="panel">
          <h2 id="map-title">Occlusion map</h2>
          <MapPanel />
        </section>
        <section aria-labelledby="scores-title" class="panel">
          <h2 id="scores-title">Class scores</h2>
          <ClassScores />
          <SampleShelf />
        </section>
        <section aria-labelledby="pixel-title" class="panel wide">
          <h2 id="pixel-title">One window</h2>
          <PixelDetail />
        </section>
        <section aria-labelledby="method-title" class="panel wide">
          <h2 id="method-title">Method</h2>
          <OptionControls
            fields={fields.value?.occlusion}
            keys={['window', 'stride', 'baseline', 'score']}
            texts={occlusion}
          />
          <ComputingChoice />
        </section>
        <section aria-labelledby="share-title" class="panel wide">
          <h2 id="share-title">Keep and share</h2>
          <SharePanel />
        </section>
      </div>
    </>
  )
}
