import type { ComponentChildren } from 'preact'
import { explainCommand } from '../../command.js'
import { fields, ownModel, refusal } from '../../live-map.js'
import { OptionControls } from '../../parts/option-controls.js'
import { Panel } from '../../parts/panel.js'
import { occlusion } from '../../state.js'
import { TogetherPanel } from '../together/together-panel.js'
import { ClassScores } from './class-scores.js'
import { ComputingChoice } from './computing-choice.js'
import { DrawingPad } from './drawing-pad.js'
import { MapPanel } from './map-panel.js'
import { PixelDetail } from './pixel-detail.js'
import { SampleShelf } from './sample-shelf.js'
import { SharePanel } from './share-panel.js'
import { WhatOneSees } from './what-one-sees.js'

/** Draw a digit: its class scores, and the map of what speaks for a class, follow the pen. */
export function DrawView({ children }: { readonly children?: ComponentChildren }) {
  return (
    <>
      <h1>Where does the network look?</h1>
      <WhatOneSees />
      <div class="bench digits">
        <div class="network">{children}</div>
        <Panel id="pad" title="Drawing">
          <DrawingPad />
        </Panel>
        <Panel id="map" title="Occlusion map">
          <MapPanel />
        </Panel>
        <Panel id="scores" title="Class scores">
          <ClassScores />
          <SampleShelf />
        </Panel>
        <Panel id="pixel" title="One window" wide>
          <PixelDetail />
        </Panel>
        <Panel id="together" title="Pairs of patches" wide>
          <TogetherPanel follow command={() => explainCommand(occlusion.value, ownModel.value?.path)} />
        </Panel>
        <Panel id="method" title="Method" wide>
          <OptionControls
            fields={fields.value?.occlusion}
            keys={['window', 'stride', 'baseline', 'score']}
            texts={occlusion}
            refusal={refusal.value}
          />
          <ComputingChoice />
        </Panel>
        <Panel id="share" title="Keep and share" wide>
          <SharePanel />
        </Panel>
      </div>
    </>
  )
}
