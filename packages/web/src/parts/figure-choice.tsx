import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { ButtonGroup } from './button-group.js'
import { drawInTurns } from './draw-in-turns.js'
import { ScrollRegion } from './scroll-region.js'

interface Props {
  /** SVG by name, the first shown first. */
  readonly figures: Readonly<Record<string, string>>
  /** Words for names where the name alone is not plain. */
  readonly titles?: Readonly<Record<string, string>>
}

/** Figures, one at a time. */
export function FigureChoice({ figures, titles = {} }: Props) {
  const chosen = useSignal('')
  const large = useSignal(false)
  const names = Object.keys(figures)
  const shown = names.includes(chosen.value) ? chosen.value : names[0]!
  const titleOf = (name: string) => titles[name] ?? sentence(name)
  return (
    <section aria-label="Figures">
      <ButtonGroup label="Figure">
        {names.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={shown === name}
            onClick={() => {
              chosen.value = name
            }}
          >
            {titleOf(name)}
          </button>
        ))}
      </ButtonGroup>
      <ScrollRegion class="card" label={titleOf(shown)} large={large.value}>
        <Drawing svg={figures[shown]!} />
      </ScrollRegion>
      <p class="hint enlarge">
        <button
          type="button"
          aria-pressed={large.value}
          onClick={() => {
            large.value = !large.value
          }}
        >
          Enlarge the figure
        </button>{' '}
        {large.value && 'It goes on to the right: swipe, or scroll sideways.'}
      </p>
    </section>
  )
}

/** `pairs-whole-map` as `Pairs whole map`. */
function sentence(name: string): string {
  return name.replaceAll('-', ' ').replace(/^./, (letter) => letter.toUpperCase())
}

/** A figure is the library's own SVG, with every text in it escaped there. */
function Drawing({ svg }: { readonly svg: string }) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => drawInTurns(svg, place.current!), [svg])
  return <div ref={place} />
}
