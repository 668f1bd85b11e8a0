import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { fields, model } from '../../live-map.js'
import { Alert } from '../../parts/failure.js'
import { OptionControls } from '../../parts/option-controls.js'
import { Panel } from '../../parts/panel.js'
import { explained, followPhoto, photoError, photoRefusal, picture, seen } from '../../photo/photo.js'
import { photoCommand } from '../../photo/photo-command.js'
import { photoOcclusion } from '../../state.js'
import { ComputingChoice } from '../draw/computing-choice.js'
import { TogetherPanel } from '../together/together-panel.js'
import { isOverData } from './is-over-data.js'
import { PhotoClasses } from './photo-classes.js'
import { PhotoMap } from './photo-map.js'
import { PhotoShare } from './photo-share.js'
import { PictureFrame } from './picture-frame.js'
import { PictureSources } from './picture-sources.js'
import { Preprocessing } from './preprocessing.js'
import { WindowDetail } from './window-detail.js'

/** A picture, what the network says of it, and the map of what speaks for a class. */
export function PhotoView({ children }: { readonly children: ComponentChildren }) {
  useEffect(() => followPhoto(), [])
  const [height, width] = model.value?.inputShape ?? [1, 1]
  return (
    <>
      <h1>Open a picture, and see where the network looks</h1>
      {photoError.value && !photoRefusal.value && <Alert error={photoError.value} />}
      <div class="bench photo" style={{ '--aspect': String(width / height) }}>
        <div class="network">{children}</div>
        <Panel id="picture" title="Picture">
          {picture.value && <PictureFrame />}
        </Panel>
        <div class="sources">
          <Steps />
          <PictureSources />
        </div>
        <Panel id="photo-map" title="Occlusion map">
          <PhotoMap />
        </Panel>
        <Panel id="classes" title="Classes">
          <PhotoClasses />
        </Panel>
        <Panel id="window" title="One window" wide>
          <WindowDetail />
        </Panel>
        <Panel id="together" title="Pairs of patches" wide>
          <TogetherPanel follow={false} command={() => photoCommand.value} />
        </Panel>
        <Panel id="prepared" title="How the picture enters the network" wide>
          <Preprocessing />
        </Panel>
        <Panel id="photo-method" title="Method" wide>
          <OptionControls
            fields={methodFields()}
            keys={['window', 'stride', 'baseline', 'score']}
            texts={photoOcclusion}
            refusal={photoRefusal.value}
          />
          <ComputingChoice />
        </Panel>
        <Panel id="photo-share" title="Keep and share" wide>
          <PhotoShare />
        </Panel>
      </div>
    </>
  )
}

/** What was done to the picture. */
function Steps() {
  const [shown, now] = [picture.value, seen.value]
  if (!shown) return null
  return (
    <p class="hint">
      {shown.name}: {now?.steps.join(', ')}
      {now?.warning && ` (${now.warning})`}
    </p>
  )
}

/** Not all that the schema's own words name are to be had here. */
const COVERED = 'what covered pixels become: a number, or what a rule makes of the picture'

/** The options with the windows that the image's size asks for; baselines over data are of MNIST, which is not this network's. */
function methodFields() {
  const whole = explained.value
  return fields.value?.occlusion.map((field) => {
    if (field.key === 'baseline')
      return {
        ...field,
        description: COVERED,
        choices: field.choices?.filter((name) => !isOverData(name)) ?? [],
      }
    const used = field.key === 'window' ? whole?.window : field.key === 'stride' ? whole?.stride : undefined
    return used && photoOcclusion.value[field.key] === undefined
      ? { ...field, standard: used.join(',') }
      : field
  })
}
