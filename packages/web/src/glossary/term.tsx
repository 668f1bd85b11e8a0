import { useSignal } from '@preact/signals'
import { GLOSSARY } from '@umbra/core'
import type { ComponentChildren } from 'preact'
import { useId, useRef } from 'preact/hooks'

const TERMS = new Map(GLOSSARY.map((term) => [term.id, term]))

interface Props {
  /** The word's id in the glossary. */
  readonly of: string
  /** The word as the text has it; without, a question mark stands behind a label. */
  readonly children?: ComponentChildren
}

/**
 * A word explained where it stands: pressed, it opens what the glossary says. Escape, another press or one elsewhere closes it,
 * and the browser gives the focus back.
 */
export function Term({ of, children }: Props) {
  const { term, definition } = TERMS.get(of)!
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const isOpen = useSignal(false)
  return (
    <>
      <button
        ref={button}
        type="button"
        class={children ? 'word' : 'ask'}
        popovertarget={id}
        aria-label={children ? undefined : `What is ${term}?`}
      >
        {children ?? '?'}
      </button>
      <span
        id={id}
        popover="auto"
        class="explanation"
        onBeforeToggle={({ newState }) => {
          isOpen.value = newState === 'open'
        }}
        onToggle={({ newState, currentTarget }) => {
          if (newState === 'open') place(currentTarget, button.current!)
          else delete currentTarget.dataset.placed
        }}
      >
        {isOpen.value && (
          <>
            <strong>{term}</strong> {definition}{' '}
            <a href={`./docs/glossary.html#${of}`} target="_blank" rel="noreferrer">
              More in the glossary
            </a>
          </>
        )}
      </span>
    </>
  )
}

/** Pixels kept free at the window's edges, and between a word and its explanation. */
const MARGIN = 8

/** Below the word where there is room, else above it; in the page's coordinates, so that it scrolls with the word. */
function place(explanation: HTMLElement, word: HTMLElement): void {
  const at = word.getBoundingClientRect()
  const { offsetWidth: width, offsetHeight: height } = explanation
  const { clientWidth, clientHeight } = document.documentElement
  const left = Math.max(MARGIN, Math.min(at.left, clientWidth - width - MARGIN))
  const below = at.bottom + MARGIN
  const fits = below + height <= clientHeight || at.top - MARGIN < height
  const top = fits ? below : at.top - MARGIN - height
  explanation.style.left = `${left + scrollX}px`
  explanation.style.top = `${top + scrollY}px`
  explanation.dataset.placed = ''
}
