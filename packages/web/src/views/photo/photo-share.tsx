import type { PhotoFormat } from '../../export/photo-export.js'
import { saveFile } from '../../export/save-file.js'
import { ButtonGroup } from '../../parts/button-group.js'
import { CopyLine } from '../../parts/copy-line.js'
import { SaveButtons, type SavedFile } from '../../parts/save-buttons.js'
import { explained, picture, seen } from '../../photo/photo.js'
import { photoCommand } from '../../photo/photo-command.js'
import { isMadeHere } from '../../scenes.js'

const files: readonly SavedFile<PhotoFormat>[] = [
  { format: 'png', label: 'PNG', title: 'The figure, as a picture' },
  { format: 'svg', label: 'SVG', title: 'The figure, as a drawing' },
  { format: 'csv', label: 'CSV', title: 'The map, a row for each pixel' },
  {
    format: 'json',
    label: 'explanation.json',
    title: 'What umbra explain --json prints; it opens here again',
  },
  { format: 'npy', label: 'npy', title: 'The map, for NumPy' },
  { format: 'image', label: 'seen.png', title: 'The image as the network sees it' },
]

/** Files of the map, and the command that makes it. */
export function PhotoShare() {
  const whole = explained.value
  const now = seen.value
  const ready = whole !== undefined && whole.seen === now
  const save = async (format: PhotoFormat) => {
    const { exportPhoto } = await import('../../export/photo-export.js')
    const file = await exportPhoto(format, explained.peek()!, picture.peek()?.name ?? 'the picture')
    saveFile(file.name, file.content)
  }
  const command = photoCommand.value
  return (
    <>
      <SaveButtons files={files} disabled={!ready} save={save} />
      {now?.exact && isMadeHere(picture.value!.name) && (
        <ButtonGroup label="Save the picture">
          <span class="muted">The command reads the picture’s file</span>
          <button type="button" onClick={() => saveFile(picture.peek()!.name, picture.peek()!.file)}>
            {picture.value!.name}
          </button>
        </ButtonGroup>
      )}
      {command && <CopyLine what="command" text={command} />}
      {now && !now.exact && (
        <p class="hint">The command reads seen.png: save it beside the network’s files first.</p>
      )}
    </>
  )
}
