import { useSignal } from '@preact/signals'
import { useId } from 'preact/hooks'
import { chosenRectangle, placeText, type Size, setRectangles } from '../../compare/drawn-rectangles.js'
import type { Rectangle } from '../../compare/rectangles.js'
import { isRegionName } from '../../compare/region-name.js'

/** The regions drawn: their names, to be changed, where they lie, and a way to take one away. */
export function RegionList({
  rectangles,
  size,
}: {
  readonly rectangles: readonly Rectangle[]
  readonly size: Size
}) {
  return (
    <ul class="region-list" aria-label="Regions drawn">
      {rectangles.map((_, i) => (
        <RegionRow key={i} rectangles={rectangles} index={i} size={size} />
      ))}
    </ul>
  )
}

function RegionRow({
  rectangles,
  index,
  size,
}: {
  readonly rectangles: readonly Rectangle[]
  readonly index: number
  readonly size: Size
}) {
  const id = useId()
  const refused = useSignal('')
  const rectangle = rectangles[index]!
  const rename = (name: string) => {
    const taken = rectangles.some((other, i) => i !== index && other.name === name)
    refused.value = taken
      ? 'another region is called so'
      : isRegionName(name)
        ? ''
        : 'expected letters, digits, spaces, _ and -, up to 40'
    if (!refused.value && name !== rectangle.name)
      setRectangles(rectangles.with(index, { ...rectangle, name }), size)
  }
  return (
    <li aria-current={index === chosenRectangle.value ? 'true' : undefined}>
      <input
        type="text"
        aria-label={`Name of region ${index + 1}`}
        aria-describedby={`${id}-place`}
        aria-invalid={refused.value ? 'true' : undefined}
        value={rectangle.name}
        onFocus={() => {
          chosenRectangle.value = index
        }}
        onChange={({ currentTarget }) => rename(currentTarget.value.trim())}
      />
      <button
        type="button"
        aria-label={`Take ${rectangle.name} away`}
        onClick={() => {
          chosenRectangle.value = -1
          setRectangles(rectangles.toSpliced(index, 1), size)
        }}
      >
        ×
      </button>
      <span class="hint" id={`${id}-place`}>
        {refused.value || placeText(rectangle)}
      </span>
    </li>
  )
}
