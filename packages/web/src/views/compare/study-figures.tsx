import { useSignal } from '@preact/signals'
import { type StudyFigures as Figures, type Study, studyFigures } from '@umbra/core'
import { useMemo } from 'preact/hooks'
import { ButtonGroup } from '../../parts/button-group.js'
import { ScrollRegion } from '../../parts/scroll-region.js'

const titles: Readonly<Record<string, string>> = {
  overview: 'Overview',
  maps: 'Mean maps',
  difference: 'Difference',
  regions: 'Regions',
}

/** The figures the command line writes, one at a time. */
export function StudyFigures({ study }: { readonly study: Study }) {
  const figures = useMemo(() => studyFigures(study, { document }), [study])
  const chosen = useSignal<keyof Figures>('overview')
  return (
    <section aria-label="Figures">
      <ButtonGroup label="Figure">
        {Object.entries(titles).map(([key, title]) => (
          <button
            key={key}
            type="button"
            aria-pressed={chosen.value === key}
            onClick={() => {
              chosen.value = key as keyof Figures
            }}
          >
            {title}
          </button>
        ))}
      </ButtonGroup>
      <ScrollRegion class="card" label={titles[chosen.value]!}>
        <Drawing svg={figures[chosen.value] ?? ''} />
      </ScrollRegion>
    </section>
  )
}

/** A figure is the library's own SVG, with every text in it escaped there. */
function Drawing({ svg }: { readonly svg: string }) {
  return <div dangerouslySetInnerHTML={{ __html: svg }} />
}
