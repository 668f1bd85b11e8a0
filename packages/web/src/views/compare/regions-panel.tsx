import { useId } from 'preact/hooks'
import { rectangles } from '../../compare/compared-options.js'
import { rectanglesText } from '../../compare/rectangles.js'
import { model } from '../../live-map.js'
import { drawnRegions, study } from '../../state.js'
import { RegionEditor } from './region-editor.js'

type Kind = 'bands' | 'grid' | 'drawn' | 'masks'

/** What sensitivity is summed up over: bands, a grid, or rectangles drawn on a picture. */
export function RegionsPanel() {
  const id = useId()
  const shape = model.value?.inputShape
  const kind = kindOf()
  const drawing = rectangles.value
  return (
    <section aria-label="Regions">
      <div class="controls">
        <div class="control">
          <label for={id}>regions</label>
          <select id={id} value={kind} onChange={({ currentTarget }) => choose(currentTarget.value as Kind)}>
            <option value="bands">bands</option>
            <option value="grid">a grid</option>
            <option value="drawn">drawn by hand</option>
            {kind === 'masks' && <option value="masks">masks of the address</option>}
          </select>
        </div>
        {kind === 'bands' && <Count label="bands" value={study.value.regions ?? '3'} set={setRegions} />}
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
      <Count label="rows" value={rows} set={(text) => setRegions(`${text},${columns}`)} />
      <Count label="columns" value={columns} set={(text) => setRegions(`${rows},${text}`)} />
    </>
  )
}

function Count({
  label,
  value,
  set,
}: {
  readonly label: string
  readonly value: string
  set(text: string): void
}) {
  const id = useId()
  return (
    <div class="control">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="number"
        min={label === 'bands' ? 2 : 1}
        step={1}
        value={value}
        onChange={({ currentTarget }) => /^\d+$/.test(currentTarget.value) && set(currentTarget.value)}
      />
    </div>
  )
}
