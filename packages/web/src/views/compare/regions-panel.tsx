import { rectangles } from '../../compare/compared-options.js'
import { rectanglesText } from '../../compare/rectangles.js'
import { model } from '../../live-map.js'
import { Count } from '../../parts/count.js'
import { Select } from '../../parts/select.js'
import { drawnRegions, study } from '../../state.js'
import { RegionEditor } from './region-editor.js'

const KINDS = { bands: 'bands', grid: 'a grid', drawn: 'drawn by hand' } as const

/** Masks come by the address alone. */
type Kind = keyof typeof KINDS | 'masks'

/** What sensitivity is summed up over: bands, a grid, or rectangles drawn on a picture. */
export function RegionsPanel() {
  const shape = model.value?.inputShape
  const kind = kindOf()
  const drawing = rectangles.value
  return (
    <section aria-label="Regions">
      <div class="controls">
        <Select
          label="regions"
          names={kind === 'masks' ? { ...KINDS, masks: 'masks of the address' } : KINDS}
          value={kind}
          set={choose}
        />
        {kind === 'bands' && (
          <Count label="bands" least={2} value={study.value.regions ?? '3'} set={setRegions} />
        )}
        {kind === 'grid' && <Grid />}
      </div>
      {kind === 'drawn' && shape && drawing && <RegionEditor shape={shape} rectangles={drawing} />}
    </section>
  )
}

function kindOf(): Kind {
  if (rectangles.value) return 'drawn'
  const text = study.value.regions ?? '3'
  if (text.startsWith('{')) return 'masks'
  return text.includes(',') ? 'grid' : 'bands'
}

function choose(kind: Kind): void {
  const [height, width] = model.value?.inputShape ?? [1, 1]
  drawnRegions.value = kind === 'drawn' ? rectanglesText([], [height, width]) : ''
  if (kind === 'bands') setRegions('3')
  if (kind === 'grid') setRegions('2,2')
}

function setRegions(text: string): void {
  const { regions: _, ...others } = study.value
  study.value = text === '3' ? others : { ...others, regions: text }
}

function Grid() {
  const [rows = '2', columns = '2'] = (study.value.regions ?? '').split(',')
  return (
    <>
      <Count label="rows" least={1} value={rows} set={(text) => setRegions(`${text},${columns}`)} />
      <Count label="columns" least={1} value={columns} set={(text) => setRegions(`${rows},${text}`)} />
    </>
  )
}
