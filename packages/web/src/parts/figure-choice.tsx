import { useSignal } from '@preact/signals'
import { ButtonGroup } from './button-group.js'
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
      <ScrollRegion class="card" label={titleOf(shown)}>
        <Drawing svg={figures[shown]!} />
      </ScrollRegion>
    </section>
  )
}

/** `pairs-whole-map` as `Pairs whole map`. */
function sentence(name: string): string {
  return name.replaceAll('-', ' ').replace(/^./, (letter) => letter.toUpperCase())
}

/** A figure is the library's own SVG, with every text in it escaped there. */
function Drawing({ svg }: { readonly svg: string }) {
  return <div dangerouslySetInnerHTML={{ __html: svg }} />
}
