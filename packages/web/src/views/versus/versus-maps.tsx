import type { ReadonlySignal } from '@preact/signals'
import { DIFFERENCE_COLOURS } from '../../canvas/difference-colours.js'
import { MAP_COLOURS } from '../../canvas/map-colours.js'
import { drawsDigits, ownModel } from '../../live-map.js'
import { ColourBar } from '../../parts/colour-bar.js'
import { versusOcclusion } from '../../state.js'
import {
  classText,
  difference,
  differenceLimit,
  grid,
  gridMaps,
  mapLimit,
  rivalModel,
  type SideNumber,
  sides,
  targetOf,
} from '../../versus/sides.js'
import { OpacitySlider } from '../photo/opacity-slider.js'
import { GridMap } from './grid-map.js'
import { VersusProgress } from './versus-progress.js'

/** Both maps side by side, on one scale, and what the first has more than the second. */
export function VersusMaps() {
  const cells = grid.value
  if (!cells || !sides[0].value) {
    return (
      <p class="muted">
        {drawsDigits.value
          ? 'Maps appear here once there is a digit: choose one below, or draw one on Explain.'
          : 'Maps appear here once there is a picture.'}
      </p>
    )
  }
  return (
    <>
      <div class="versus-maps">
        <MapOf n={0} title={`First: ${ownModel.value?.name ?? 'Digits'}`} />
        <MapOf n={1} title={`Second: ${rivalModel.value?.own.name ?? ''}`} />
        <figure class="versus-map">
          <figcaption>First less second</figcaption>
          <GridMap
            label="Difference of the maps"
            id="difference"
            values={difference}
            limit={differenceLimit}
            colours={DIFFERENCE_COLOURS}
          />
          <p class="hint">{differenceText()}</p>
        </figure>
      </div>
      <VersusProgress />
      <div class="versus-scales">
        <div>
          <p class="hint">Scale of both maps</p>
          <ColourBar limit={mapLimit.value} colours={MAP_COLOURS} unit={scoreName()} />
        </div>
        <div>
          <p class="hint">Scale of the difference, its own</p>
          <ColourBar
            limit={differenceLimit.value}
            colours={DIFFERENCE_COLOURS}
            unit={scoreName()}
            sides={['second higher', 'first higher']}
          />
        </div>
      </div>
      <div class="map-controls">
        <OpacitySlider />
      </div>
      <p class="hint" data-testid="versus-place">
        {cells.same
          ? `Both networks take ${cells.rows}×${cells.columns} pixels and see the same part of the picture: maps are compared pixel by pixel.`
          : `The networks take images of different sizes (${sides.map((side) => side.value?.given.shape.slice(0, 2).join('×')).join(' and ')} pixels). Each gets the picture by its own preprocessing, and its map is laid back over the picture: compared is what both see of it, in ${cells.rows}×${cells.columns} places, each with the value of the pixel there.`}{' '}
        <span class="keys">Point, tap or use arrow keys.</span>
      </p>
    </>
  )
}

function MapOf({ n, title }: { readonly n: SideNumber; readonly title: string }) {
  const target = targetOf(n)
  const of = target === undefined ? '' : ` of ${classText(n, target)}`
  return (
    <figure class="versus-map">
      <figcaption title={title}>{title}</figcaption>
      <GridMap
        label={`Occlusion map${of} by the ${n === 0 ? 'first' : 'second'} network`}
        id={n === 0 ? 'first' : 'second'}
        values={gridMaps[n] as ReadonlySignal<Float32Array | undefined>}
        limit={mapLimit}
        colours={MAP_COLOURS}
      />
      <p class="hint">
        {target === undefined ? 'Not made yet.' : 'What speaks for '}
        {target !== undefined && <strong>{classText(n, target)}</strong>}
        {windowText(n)}
      </p>
    </figure>
  )
}

function windowText(n: SideNumber): string {
  const whole = sides[n].value?.whole
  if (!whole) return ''
  const [rows, columns] = whole.positions
  return `: ${rows * columns} windows of ${whole.window.join('×')} pixels, ${whole.stride.join('×')} apart`
}

function differenceText(): string {
  const [a, b] = [targetOf(0), targetOf(1)]
  if (a === undefined || b === undefined) return 'Once both are made.'
  const [first, second] = [classText(0, a), classText(1, b)]
  return first === second
    ? `Brown where the first’s is higher, teal where the second’s is.`
    : `The maps are of two classes, ${first} and ${second}: what differs may be that.`
}

/** What the numbers are. */
export function scoreName(): string {
  const score = versusOcclusion.value.score ?? 'logit'
  const isScore = sides.some((side) => (side.value?.whole ?? side.value?.given)?.head?.kind === 'scores')
  return score === 'logit' && isScore ? 'score' : score
}
