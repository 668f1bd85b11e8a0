import { useSignal } from '@preact/signals'
import type { Fit } from '@umbra/core'
import { useId } from 'preact/hooks'
import { model, ownModel } from '../../live-map.js'
import type { OptionTexts } from '../../options/option-field.js'
import { Alert } from '../../parts/failure.js'
import { Select } from '../../parts/select.js'
import { fitAs, placement, prepareOtherwise } from '../../photo/photo.js'

/** Ways that networks are commonly trained, as model settings. */
const WAYS: Readonly<Record<string, OptionTexts>> = {
  'pixels of 0 … 1': { scale: '1', mean: '0', std: '1', channelOrder: 'rgb' },
  'pixels of −1 … 1': { scale: '2', mean: '1', std: '1', channelOrder: 'rgb' },
  'bytes, 0 … 255': { scale: '255', mean: '0', std: '1', channelOrder: 'rgb' },
  'ImageNet’s mean and deviation (torchvision)': {
    ...{ scale: '1', mean: '0.485,0.456,0.406', std: '0.229,0.224,0.225', channelOrder: 'rgb' },
  },
  'bytes less the mean colour, blue first (Caffe)': {
    ...{ scale: '255', mean: '103.939,116.779,123.68', std: '1', channelOrder: 'bgr' },
  },
}

const FITS: Readonly<Record<Fit, string>> = {
  cover: 'middle (cover)',
  contain: 'whole (contain)',
  stretch: 'stretched (stretch)',
}

/** What is done to the picture before the network: shown, and changed with the scores following. */
export function Preprocessing() {
  const error = useSignal<Error | undefined>(undefined)
  const opened = model.value
  if (!opened) return null
  const { settings } = opened
  const isOpen = ownModel.value !== undefined && 'files' in ownModel.value.choice
  const change = async (changed: OptionTexts) => {
    error.value = undefined
    await prepareOtherwise({ ...settings, ...changed }).catch((refused: Error) => {
      error.value = refused
    })
  }
  const way = Object.keys(WAYS).find((name) => sameTexts(WAYS[name]!, settings)) ?? OTHER
  const ways = way === OTHER ? [...Object.keys(WAYS), OTHER] : Object.keys(WAYS)
  return (
    <>
      <p>
        The network takes {opened.inputShape[0]}×{opened.inputShape[1]} pixels of {opened.inputShape[2]}{' '}
        {opened.inputShape[2] === 1 ? 'channel' : 'channels'}; each pixel x, 0 … 1, enters{' '}
        <strong data-testid="preprocessing">
          {opened.preprocessing === 'x' ? 'as it is' : `as ${opened.preprocessing}`}
        </strong>
        .
        {opened.inputShape[2] === 4 &&
          ' The fourth is alpha: 1 where the picture is opaque, 0 where it is clear.'}
      </p>
      {opened.notes.map((note) => (
        <p key={note} class="hint">
          {note}
        </p>
      ))}
      {error.value && <Alert error={error.value} />}
      <div class="controls">
        <Resize />
        <Select
          label="trained on"
          names={Object.fromEntries(ways.map((name) => [name, name]))}
          value={way}
          disabled={!isOpen}
          set={(name) => WAYS[name] && void change(WAYS[name])}
        />
        {(['scale', 'mean', 'std'] as const).map((key) => (
          <Field
            key={key}
            label={HINTS[key][0]}
            hint={HINTS[key][1]}
            value={settings[key]!}
            disabled={!isOpen}
            set={(text) => void change({ [key]: text })}
          />
        ))}
        <Select
          label="colours"
          names={{ rgb: 'red first (rgb)', bgr: 'blue first (bgr)' }}
          value={settings.channelOrder!}
          disabled={!isOpen || opened.inputShape[2] !== 3}
          set={(channelOrder) => void change({ channelOrder })}
        />
      </div>
    </>
  )
}

/** How a picture of other proportions becomes the network's. */
export function Resize() {
  return <Select label="resize" names={FITS} value={placement.value.fit} set={fitAs} />
}

const OTHER = 'otherwise'

const HINTS = {
  scale: ['range', 'pixels of 0 … 1 are multiplied by this'],
  mean: ['mean', 'then this is subtracted: one number, or one a channel'],
  std: ['deviation', 'then they are divided by this'],
} as const

function sameTexts(a: OptionTexts, b: OptionTexts): boolean {
  return Object.keys(a).every((key) => a[key] === b[key])
}

interface FieldProps {
  readonly label: string
  readonly hint: string
  readonly value: string
  readonly disabled: boolean
  set(text: string): void
}

function Field({ label, hint, value, disabled, set }: FieldProps) {
  const id = useId()
  return (
    <div class="control">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="text"
        aria-describedby={`${id}-hint`}
        value={value}
        disabled={disabled}
        onChange={({ currentTarget }) => set(currentTarget.value)}
      />
      <p class="hint" id={`${id}-hint`}>
        {hint}
      </p>
    </div>
  )
}
