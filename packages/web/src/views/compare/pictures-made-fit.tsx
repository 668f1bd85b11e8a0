import { model } from '../../live-map.js'
import { Select } from '../../parts/select.js'
import { preparing } from '../../state.js'

const FITS = {
  contain: 'whole, with a margin (contain)',
  cover: 'middle, cut to size (cover)',
  stretch: 'stretched (stretch)',
} as const

/** How pictures of one's own become the network's images: the command line's options of the same names. */
export function PicturesMadeFit() {
  const shape = model.value?.inputShape
  if (!shape) return null
  const texts = preparing.value
  const { settings, preprocessing } = model.value!
  return (
    <details>
      <summary>How pictures are made fit</summary>
      <p class="hint">
        Each becomes {shape[0]}×{shape[1]} pixels of {shape[2]} {shape[2] === 1 ? 'channel' : 'channels'}, and
        each pixel x, 0 … 1, enters the network {preprocessing === 'x' ? 'as it is' : `as ${preprocessing}`}
        {settings.channelOrder === 'bgr' ? ', blue first' : ''}, as where it explains a picture.
      </p>
      <div class="controls">
        <Choice name="fit" names={FITS} standard="contain" />
        <Choice name="background" names={{ '0': 'black', '1': 'white' }} standard="0" />
      </div>
      <Check name="invert" label="dark and light swapped" checked={texts.invert === 'true'} />
      {shape[2] === 1 && (
        <Check name="centre" label="centred as MNIST’s digits are" checked={texts.centre === 'true'} />
      )}
    </details>
  )
}

function set(name: string, text: string, standard: string): void {
  const { [name]: _, ...others } = preparing.value
  preparing.value = text === standard ? others : { ...others, [name]: text }
}

interface ChoiceProps {
  readonly name: string
  readonly names: Readonly<Record<string, string>>
  readonly standard: string
}

function Choice({ name, names, standard }: ChoiceProps) {
  return (
    <Select
      label={name}
      names={names}
      value={preparing.value[name] ?? standard}
      set={(text) => set(name, text, standard)}
    />
  )
}

function Check({
  name,
  label,
  checked,
}: {
  readonly name: string
  readonly label: string
  readonly checked: boolean
}) {
  return (
    <label class="choice">
      <input
        type="checkbox"
        checked={checked}
        onChange={({ currentTarget }) => set(name, currentTarget.checked ? 'true' : '', '')}
      />
      <span>{label}</span>
    </label>
  )
}
