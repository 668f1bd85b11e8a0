import { useSignal } from '@preact/signals'
import { ownModel, takeUp } from '../../live-map.js'
import { openError, openFiles } from '../../open-files.js'
import { ButtonGroup } from '../../parts/button-group.js'
import { FileButton } from '../../parts/file-button.js'
import { shapesModel } from '../../site-models.js'

export const MODELS = '.json,.bin,.h5,.hdf5,.keras,.zip,.onnx,.data,.tflite,.safetensors,.npz,.txt'

/** Which network explains: one of the site's own, or one that a person opens. */
export function NetworkBar({ label = 'Network' }: { readonly label?: string }) {
  const loading = useSignal(false)
  const own = ownModel.value
  const take = async (which: () => Promise<Parameters<typeof takeUp>[0]>) => {
    loading.value = true
    openError.value = undefined
    try {
      await takeUp(await which())
    } catch (error) {
      openError.value = error as Error
    } finally {
      loading.value = false
    }
  }
  return (
    <ButtonGroup label={label}>
      <span class="muted">{label}</span>
      <button
        type="button"
        aria-pressed={own === undefined}
        disabled={loading.value}
        onClick={() => void take(async () => undefined)}
      >
        Digits
      </button>
      <button
        type="button"
        aria-pressed={own?.path === 'shapes'}
        disabled={loading.value}
        onClick={() => void take(shapesModel)}
      >
        Coloured shapes
      </button>
      {own && own.path !== 'shapes' && (
        <button type="button" aria-pressed={true}>
          <span class="file-name">{own.name}</span>
        </button>
      )}
      <FileButton accept={MODELS} onFiles={(files) => void openFiles(files, 'first')}>
        Open a network…
      </FileButton>
    </ButtonGroup>
  )
}
