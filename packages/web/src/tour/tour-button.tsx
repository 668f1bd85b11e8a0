import { useSignal } from '@preact/signals'
import { lazy, Suspense } from 'preact/compat'
import { blank, showExample } from '../state.js'

const TourDialog = lazy(async () => (await import('./tour-dialog.js')).TourDialog)

/** Opens the tour, which is loaded then. It is of the digit on show; of an empty pad it is of the example. */
export function TourButton() {
  const isOpen = useSignal(false)
  const open = () => {
    if (blank.peek()) showExample()
    isOpen.value = true
  }
  return (
    <>
      <button type="button" class="tour-button" aria-haspopup="dialog" onClick={open}>
        How occlusion works
      </button>
      {isOpen.value && (
        <Suspense fallback={null}>
          <TourDialog
            onClose={() => {
              isOpen.value = false
            }}
          />
        </Suspense>
      )}
    </>
  )
}
