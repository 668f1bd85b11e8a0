import { explainCommand } from '../../command.js'
import type { Format } from '../../export/explanation-export.js'
import { saveFile } from '../../export/save-file.js'
import { optionsOnShow, ownModel, rounded, shown, target } from '../../live-map.js'
import { CopyLine } from '../../parts/copy-line.js'
import { SaveButtons, type SavedFile } from '../../parts/save-buttons.js'
import { address, blank, type ImageSource, pad, source } from '../../state.js'

const files: readonly SavedFile<Format>[] = [
  { format: 'png', label: 'PNG', title: 'The figure, as a picture' },
  { format: 'svg', label: 'SVG', title: 'The figure, as a drawing' },
  { format: 'csv', label: 'CSV', title: 'The map, a row for each pixel' },
  { format: 'json', label: 'JSON', title: 'What umbra explain --json prints' },
  { format: 'npy', label: 'npy', title: 'The map, for NumPy' },
  { format: 'drawing', label: 'drawing.png', title: 'What is drawn, before it is centred' },
  { format: 'digit', label: 'digit.png', title: 'The image alone, 28 by 28, as the network sees it' },
]

/** Files of the map, the command that makes it, and the address that shows it. */
export function SharePanel() {
  const save = async (format: Format) => {
    const { exportExplanation } = await import('../../export/explanation-export.js')
    const what = { shown: shown.peek()!, pad: pad.peek() }
    const file = await exportExplanation(format, what, nameOf(source.peek()))
    saveFile(file.name, file.content)
  }
  return (
    <>
      <SaveButtons files={files} disabled={target.value === undefined || rounded.value} save={save} />
      {blank.value ? (
        <p class="hint">There is no command for an empty pad.</p>
      ) : (
        <CopyLine what="command" text={explainCommand(optionsOnShow.value, ownModel.value?.path)} />
      )}
      <CopyLine what="address" text={address.value} />
    </>
  )
}

function nameOf(from: ImageSource): string {
  if (from.kind === 'sample' || from.kind === 'example') return `image ${from.index} of MNIST test`
  return from.kind === 'file' ? from.name : 'a drawing'
}
