import { formatNumber } from '@umbra/core'
import { Fact } from '../../parts/fact.js'
import { difference, grid, gridMaps, lookedCell, pointedCell } from '../../versus/sides.js'

/** What both maps have at one place of the picture. */
export function PlaceDetail() {
  const [at, cells] = [lookedCell.value, grid.value]
  const [a, b, less] = [...gridMaps.map((map) => map.value), difference.value]
  if (at === undefined || !cells || !a || !b || !less) {
    return <p class="muted">Once both maps are whole, point at one of them.</p>
  }
  return (
    <>
      <p class="hint">
        {pointedCell.value === undefined
          ? 'The place of the largest difference. Point at a map, tap it, or walk over it with the arrow keys, for another.'
          : 'The same place on all maps.'}
      </p>
      <dl class="facts" data-testid="versus-values" aria-live="polite">
        <Fact name={cells.same ? 'Pixel' : 'Place'}>
          row {Math.floor(at / cells.columns)}, column {at % cells.columns}
        </Fact>
        <Fact name="First map">{formatNumber(a[at]!)}</Fact>
        <Fact name="Second map">{formatNumber(b[at]!)}</Fact>
        <Fact name="Difference">{formatNumber(less[at]!)}</Fact>
      </dl>
    </>
  )
}
