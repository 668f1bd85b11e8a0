import { ButtonGroup } from './button-group.js'

/** A file that can be saved. */
export interface SavedFile<Format extends string> {
  readonly format: Format
  readonly label: string
  readonly title: string
}

/** A button for each file. */
export function SaveButtons<Format extends string>({
  files,
  disabled,
  save,
}: {
  readonly files: readonly SavedFile<Format>[]
  readonly disabled: boolean
  save(format: Format): Promise<void>
}) {
  return (
    <ButtonGroup label="Save as">
      <span class="muted">Save as</span>
      {files.map(({ format, label, title }) => (
        <button
          key={format}
          type="button"
          title={title}
          disabled={disabled}
          onClick={() => void save(format)}
        >
          {label}
        </button>
      ))}
    </ButtonGroup>
  )
}
