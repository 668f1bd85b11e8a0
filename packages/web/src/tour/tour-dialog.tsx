import { useComputed, useSignal, useSignalEffect } from '@preact/signals'
import { useEffect, useId, useRef } from 'preact/hooks'
import { type ShownMap, settled } from '../live-map.js'
import { type TourMap, tourMapOf } from './tour-map.js'
import { STEPS } from './tour-steps.js'
import { useFrames } from './use-frames.js'

/**
 * How a map is made, in four steps with pictures of the one on show. A modal dialog: the page behind it rests, Escape closes it,
 * and the browser gives the focus back to what opened it.
 */
export function TourDialog({ onClose }: { readonly onClose: () => void }) {
  const id = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  const step = useSignal(0)
  const tour = useTourMap()
  useEffect(() => dialog.current!.showModal(), [])
  const go = (by: number) => {
    step.value = Math.max(0, Math.min(STEPS.length - 1, step.value + by))
  }
  const isLast = step.value === STEPS.length - 1
  const { title } = STEPS[step.value]!
  return (
    <dialog
      ref={dialog}
      class="tour"
      aria-labelledby={`${id}-title`}
      onClose={onClose}
      onKeyDown={({ key }) => {
        if (key === 'ArrowRight') go(1)
        if (key === 'ArrowLeft') go(-1)
      }}
    >
      <div class="tour-head">
        <h2 id={`${id}-title`}>How occlusion works</h2>
        <button type="button" class="plain" onClick={() => dialog.current!.close()}>
          Close
        </button>
      </div>
      {tour.value && <Stage key={step.value} tour={tour.value} step={step.value} />}
      <div class="tour-text" aria-live="polite">
        <h3>
          <span class="muted">
            Step {step.value + 1} of {STEPS.length}:
          </span>{' '}
          {title}
        </h3>
        <p>{tour.value ? STEPS[step.value]!.says(tour.value) : 'The first map is on its way.'}</p>
        {isLast && (
          <p class="hint">
            More: <Page name="methods" title="what is computed" />, and{' '}
            <Page name="limits" title="what a map can say and what it cannot" />.
          </p>
        )}
      </div>
      <div class="buttons">
        <button type="button" aria-disabled={step.value === 0} onClick={() => go(-1)}>
          Back
        </button>
        <button
          type="button"
          class="primary"
          autofocus
          onClick={() => (isLast ? dialog.current!.close() : go(1))}
        >
          {isLast ? 'Done' : 'Next'}
        </button>
      </div>
    </dialog>
  )
}

/** The map that was on show when the tour began, or the first there is: it stays the same to the tour's end. */
function useTourMap() {
  const map = useSignal<ShownMap | undefined>(undefined)
  useSignalEffect(() => {
    map.value ??= settled.value
  })
  return useComputed(() => map.value && tourMapOf(map.value))
}

function Stage({ tour, step }: { readonly tour: TourMap; readonly step: number }) {
  const shown = STEPS[step]!
  const { count, telling } = shown.frames(tour)
  const { at, isPlaying } = useFrames(step, count, telling)
  return (
    <>
      <div class="tour-stage" aria-hidden="true" data-testid="tour-stage">
        {shown.shows(tour, Math.min(at.value, count - 1))}
      </div>
      <button
        type="button"
        class="plain"
        onClick={() => {
          isPlaying.value = !isPlaying.value
        }}
      >
        {isPlaying.value ? 'Pause the pictures' : 'Play the pictures'}
      </button>
    </>
  )
}

function Page({ name, title }: { readonly name: string; readonly title: string }) {
  return (
    <a href={`./docs/${name}.html`} target="_blank" rel="noreferrer">
      {title}
    </a>
  )
}
