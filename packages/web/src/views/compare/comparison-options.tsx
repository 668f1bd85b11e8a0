import { withDefaultWindows } from '@umbra/core'
import { optionText } from '@umbra/core/notation'
import { useId, useMemo } from 'preact/hooks'
import { gridFields } from '../../compare/grid-fields.js'
import { classesFound } from '../../compare/own-data.js'
import { fields, model } from '../../live-map.js'
import { OptionControls } from '../../parts/option-controls.js'
import { comparison, grid, study } from '../../state.js'

/** The choices of a comparison: which classes, of how many images, covered how; and over what it is repeated. */
export function ComparisonOptions() {
  const shape = model.value?.inputShape
  const repeated = comparison.value === 'robustness'
  const choices = useMemo(() => (shape && repeated ? gridFields(shape) : undefined), [shape, repeated])
  const classes = classesFound.value
  const pairs = comparison.value === 'pairs'
  const ofIndices = !classes && !pairs
  return (
    <>
      <OptionControls
        fields={fieldsFor(shape)}
        keys={[...(ofIndices ? ['classes'] : []), 'window', 'stride', 'baseline', 'score']}
        texts={study}
      >
        {classes && !pairs && <ClassChoice classes={classes} />}
        <ImagesChoice />
      </OptionControls>
      <details>
        <summary>Sampling and statistics</summary>
        <OptionControls
          fields={fields.value?.study}
          keys={[
            ...(pairs ? [] : ['controls']),
            ...['selection', 'normalisation', 'seed', 'permutations', 'confidence'],
          ]}
          texts={study}
        />
      </details>
      {choices && (
        <details>
          <summary>Choices it is repeated over</summary>
          <OptionControls fields={choices} keys={choices.map(({ key }) => key)} texts={grid} />
        </details>
      )}
    </>
  )
}

/** Windows follow the image's size. */
function fieldsFor(shape: readonly [number, number, number] | undefined) {
  const usual = shape && withDefaultWindows({}, shape)
  return fields.value?.study.map((field) =>
    usual && (field.key === 'window' || field.key === 'stride')
      ? { ...field, standard: optionText(usual[field.key]) }
      : field,
  )
}

interface ClassFound {
  readonly index: number
  readonly name: string
  readonly count: number
}

/** Two classes by name, of those that there are images of. */
function ClassChoice({ classes }: { readonly classes: readonly ClassFound[] }) {
  const id = useId()
  const [first = '', second = ''] = (study.value.classes ?? '6,8').split(',')
  const set = (a: string, b: string) => {
    study.value = { ...study.value, classes: `${a},${b}` }
  }
  const options = (left: string) =>
    classes
      .filter(({ index }) => String(index) !== left)
      .map(({ index, name }) => (
        <option key={index} value={String(index)}>
          {name}
        </option>
      ))
  return (
    <div class="control">
      <label for={id}>classes</label>
      <select id={id} value={first} onChange={({ currentTarget }) => set(currentTarget.value, second)}>
        {options(second)}
      </select>
      <select
        aria-label="classes, the second"
        value={second}
        onChange={({ currentTarget }) => set(first, currentTarget.value)}
      >
        {options(first)}
        <option value="rest">rest: all the others</option>
      </select>
    </div>
  )
}

/** How many images of each class: a number, or all. */
function ImagesChoice() {
  const id = useId()
  const field = fields.value?.study.find(({ key }) => key === 'images')
  if (!field) return <div class="control" aria-hidden="true" />
  const text = study.value.images ?? field.standard
  const set = (next: string) => {
    const { images: _, ...others } = study.value
    study.value = next === field.standard ? others : { ...others, images: next }
  }
  return (
    <div class="control">
      <label for={id}>images</label>
      <input
        id={id}
        type="number"
        min={field.min}
        step={1}
        aria-describedby={`${id}-hint`}
        disabled={text === 'all'}
        value={text === 'all' ? '' : text}
        onChange={({ currentTarget }) => currentTarget.value !== '' && set(currentTarget.value)}
      />
      <label class="choice plain-label">
        <input
          type="checkbox"
          checked={text === 'all'}
          onChange={({ currentTarget }) => set(currentTarget.checked ? 'all' : field.standard)}
        />
        <span>all there are</span>
      </label>
      <p class="hint" id={`${id}-hint`}>
        {field.description}
      </p>
    </div>
  )
}
