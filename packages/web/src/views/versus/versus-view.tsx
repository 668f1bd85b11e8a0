import { useEffect } from 'preact/hooks'
import { drawsDigits, fields } from '../../live-map.js'
import { refusalOf } from '../../options/refusal.js'
import { Alert } from '../../parts/failure.js'
import { OptionControls } from '../../parts/option-controls.js'
import { Panel } from '../../parts/panel.js'
import { versusOcclusion } from '../../state.js'
import { sides } from '../../versus/sides.js'
import { followVersus, versusError } from '../../versus/versus.js'
import { NetworkBar } from '../explain/network-bar.js'
import { isOverData } from '../photo/is-over-data.js'
import { AgreementFacts } from './agreement-facts.js'
import { ClassesOfBoth } from './classes-of-both.js'
import { ComparedPicture } from './compared-picture.js'
import { PlaceDetail } from './place-detail.js'
import { RivalBar } from './rival-bar.js'
import { VersusMaps } from './versus-maps.js'
import { VersusShare } from './versus-share.js'

/** Two networks and one picture: both maps on one scale, their difference, and how far they agree. */
export function VersusView() {
  useEffect(() => followVersus(), [])
  const refusal = refusalOf(versusError.value, versusOcclusion.value, undefined)
  return (
    <>
      <h1>Two networks, one picture</h1>
      <p>
        Both networks are shown the same picture. Their maps have one scale, so that a colour means the same
        in both; the third is the first less the second.
      </p>
      <NetworkBar label="First network" />
      <RivalBar />
      {versusError.value && !refusal && <Alert error={versusError.value} />}
      <VersusMaps />
      <div class="bench versus">
        <Panel id="agreement" title="How far they agree">
          <AgreementFacts />
        </Panel>
        <Panel id="place" title="One place">
          <PlaceDetail />
        </Panel>
        <Panel id="versus-picture" title="Picture">
          <ComparedPicture />
        </Panel>
        <Panel id="versus-classes" title="What each says" wide>
          <ClassesOfBoth />
        </Panel>
        <Panel id="versus-method" title="Method" wide>
          <OptionControls
            fields={methodFields()}
            keys={['window', 'stride', 'baseline', 'score']}
            texts={versusOcclusion}
            refusal={refusal}
          />
          <p class="hint">
            Windows left as they are follow the size of each network’s images; a size that is set is in pixels
            of either one’s. Logits of two networks need not have the same unit: probabilities do.
          </p>
        </Panel>
        <Panel id="versus-share" title="Keep and share" wide>
          <VersusShare />
        </Panel>
      </div>
    </>
  )
}

/** The options, with the windows that both images' size asks for, and none where they differ; baselines over data are of digits. */
function methodFields() {
  const [first, second] = sides.map((side) => side.value?.whole)
  const isOne = (key: 'window' | 'stride') => first && second && first[key].join() === second[key].join()
  return fields.value?.occlusion.map((field) => {
    if (field.key === 'baseline' && !drawsDigits.value)
      return { ...field, choices: field.choices?.filter((name) => !isOverData(name)) ?? [] }
    if (field.key !== 'window' && field.key !== 'stride') return field
    return { ...field, standard: isOne(field.key) ? first![field.key].join(',') : '' }
  })
}
