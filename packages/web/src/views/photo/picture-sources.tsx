import { useSignal, useSignalEffect } from '@preact/signals'
import { openError, openFiles } from '../../open-files.js'
import { ButtonGroup } from '../../parts/button-group.js'
import { FileButton } from '../../parts/file-button.js'
import { picture, pictures, showFirst, showPicture } from '../../photo/photo.js'
import { pastedName, SCENES } from '../../scenes.js'
import { siteUrl } from '../../site-url.js'
import { StudioError } from '../../studio-error.js'
import { Camera } from './camera.js'

/** Where pictures come from: rendered scenes to start with, files, the clipboard, the camera. */
export function PictureSources() {
  const filming = useSignal(false)
  useSignalEffect(() => {
    if (!picture.value) void showFirst(() => sceneFile(SCENES[0]!)).catch(told)
  })
  return (
    <>
      <ButtonGroup label="Rendered scenes">
        <span class="muted">Rendered scenes</span>
        {SCENES.map((scene, i) => (
          <button
            key={scene}
            type="button"
            aria-label={`Scene ${i + 1}`}
            aria-pressed={picture.value?.name === `${scene}.png`}
            onClick={() => void show(scene).catch(told)}
          >
            {i + 1}
          </button>
        ))}
      </ButtonGroup>
      <ButtonGroup label="A picture of your own">
        <FileButton accept="image/*" onFiles={(files) => void openFiles(files)}>
          Choose pictures…
        </FileButton>
        <button type="button" onClick={() => void paste().catch(told)}>
          Paste
        </button>
        <button
          type="button"
          aria-pressed={filming.value}
          onClick={() => {
            filming.value = !filming.value
          }}
        >
          Camera
        </button>
      </ButtonGroup>
      {filming.value && (
        <Camera
          onEnd={() => {
            filming.value = false
          }}
        />
      )}
      <Choice />
      <p class="hint">
        Pictures can be dropped and pasted anywhere on the page. They stay on this machine. The scenes are
        rendered by a script: they are no photographs.
      </p>
    </>
  )
}

/** Several pictures, one at a time. */
function Choice() {
  const files = pictures.value
  if (files.length < 2) return null
  return (
    <label class="named-select">
      <span>Picture</span>
      <select
        value={String(files.findIndex(({ name }) => name === picture.value?.name))}
        onChange={({ currentTarget }) => void showPicture(files[Number(currentTarget.value)]!).catch(told)}
      >
        {files.map(({ name }, i) => (
          <option key={name} value={i}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}

async function show(scene: string): Promise<void> {
  await showPicture(await sceneFile(scene))
  pictures.value = []
}

async function sceneFile(scene: string): Promise<File> {
  const response = await fetch(siteUrl(`scenes/${scene}.png`))
  if (!response.ok)
    throw new StudioError('IMAGE_NOT_FOUND', `scenes/${scene}.png of this site cannot be read`)
  return new File([await response.arrayBuffer()], `${scene}.png`, { type: 'image/png' })
}

async function paste(): Promise<void> {
  const items = await navigator.clipboard.read().catch((cause) => {
    throw new StudioError(
      'CLIPBOARD_REFUSED',
      'the browser does not let this page read the clipboard: press Ctrl+V, or ⌘V, instead',
      { cause },
    )
  })
  for (const item of items) {
    const type = item.types.find((name) => name.startsWith('image/'))
    if (!type) continue
    const blob = await item.getType(type)
    await openFiles([new File([blob], pastedName(type.slice(6)), { type })])
    return
  }
  throw new StudioError('CLIPBOARD_EMPTY', 'the clipboard holds no picture')
}

function told(error: unknown): void {
  openError.value = error instanceof Error ? error : new Error(String(error))
}
