import { type Signal, useSignal } from '@preact/signals'
import type { OptionField } from '../options/option-field.js'

interface Input {
  readonly id: string
  readonly label: string
  readonly text: string
  /** Which of its fields are empty: a number is not yet there, and the last one counts. */
  readonly missing: Signal<ReadonlySet<number>>
  /** What describes it. */
  readonly described: string
  readonly isWrong: boolean
  set(text: string): void
}

const OTHER = 'another…'

/** Names to choose from, and where the schema takes more than names, a field for another. */
export function Choice({
  id,
  field,
  text,
  described,
  isWrong,
  set,
}: Input & { readonly field: OptionField }) {
  const writing = useSignal(false)
  const choices = field.choices!
  const known = choices.includes(text)
  const open = field.key === 'baseline' || field.key === 'score'
  return (
    <>
      <select
        id={id}
        aria-describedby={described}
        aria-invalid={isWrong || undefined}
        value={writing.value || !known ? OTHER : text}
        onChange={({ currentTarget }) => {
          writing.value = currentTarget.value === OTHER
          if (!writing.value) set(currentTarget.value)
        }}
      >
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {choice}
          </option>
        ))}
        {open && <option value={OTHER}>{OTHER}</option>}
      </select>
      {open && (writing.value || !known) && (
        <input
          type="text"
          aria-label={`${field.key}: ${field.key === 'baseline' ? 'a number, blur:3 or marginal:16' : 'margin:8'}`}
          aria-invalid={isWrong || undefined}
          placeholder={field.key === 'baseline' ? '0.5, blur:3, marginal:16' : 'margin:8'}
          value={known ? '' : text}
          onChange={({ currentTarget }) => currentTarget.value && set(currentTarget.value)}
        />
      )}
    </>
  )
}

/** Two whole numbers, such as height and width. */
export function Pair({ id, label, text, missing, described, isWrong, set }: Input) {
  const parts = text.split(',')
  const [first = '', second = first] = parts
  const isText = label === 'classes'
  const change = (a: string, b: string) => set([a, b, ...parts.slice(2)].join(','))
  const write = (place: number, value: string) => {
    missing.value = without(missing.value, place, value)
    if (value === '') return
    if (place === 1) change(first || value, value)
    else change(value, first === second && !isText ? value : second)
  }
  const field = (place: number, value: string) => ({
    type: isText ? 'text' : 'number',
    min: 1,
    'aria-describedby': described,
    'aria-invalid': isWrong || undefined,
    value: missing.value.has(place) ? '' : value,
    // Where there is no size yet, each network's own images decide.
    placeholder: text === '' ? 'auto' : undefined,
    onInput: ({ currentTarget }: { currentTarget: HTMLInputElement }) => write(place, currentTarget.value),
  })
  return (
    <span class="pair">
      <input id={id} {...field(0, first)} />
      <span aria-hidden="true">{isText ? 'and' : '×'}</span>
      <input aria-label={`${label}, second number`} {...field(1, second)} />
    </span>
  )
}

/** A number or a text. */
export function Field({
  id,
  field,
  text,
  missing,
  described,
  isWrong,
  set,
}: Input & { readonly field: OptionField }) {
  return (
    <input
      id={id}
      type={field.kind === 'number' ? 'number' : 'text'}
      min={field.min}
      step={field.whole ? 1 : 'any'}
      aria-describedby={described}
      aria-invalid={isWrong || undefined}
      value={missing.value.has(0) ? '' : text}
      onChange={({ currentTarget: { value } }) => {
        missing.value = without(missing.value, 0, value)
        if (value !== '') set(value)
      }}
    />
  )
}

/** The empty fields, once one of them holds `value`. */
function without(missing: ReadonlySet<number>, place: number, value: string): ReadonlySet<number> {
  const others = [...missing].filter((other) => other !== place)
  return new Set(value === '' ? [...others, place] : others)
}
