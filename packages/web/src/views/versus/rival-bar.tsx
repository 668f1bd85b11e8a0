import { openFiles } from '../../open-files.js'
import { ButtonGroup } from '../../parts/button-group.js'
import { FileButton } from '../../parts/file-button.js'
import { rival } from '../../state.js'
import { offeredRivals, ownRival, rivalInUse } from '../../versus/rival.js'
import { MODELS } from '../explain/network-bar.js'

const NAMES = {
  replicate: 'Digits, another seed',
  untrained: 'Itself, untrained',
  digits: 'Digits',
  shapes: 'Coloured shapes',
} as const

/** Which network the first is compared with: ready examples, or one that a person opens. */
export function RivalBar() {
  const own = ownRival.value
  return (
    <ButtonGroup label="Second network">
      <span class="muted">Second network</span>
      {offeredRivals.value.map((name) => (
        <button
          key={name}
          type="button"
          aria-pressed={rivalInUse.value === name}
          onClick={() => {
            rival.value = name
          }}
        >
          {NAMES[name]}
        </button>
      ))}
      {own && (
        <button
          type="button"
          aria-pressed={rivalInUse.value === 'own'}
          onClick={() => {
            rival.value = 'own'
          }}
        >
          <span class="file-name">{own.name}</span>
        </button>
      )}
      <FileButton accept={MODELS} onFiles={(files) => void openFiles(files, 'second')}>
        Open a second network…
      </FileButton>
    </ButtonGroup>
  )
}
