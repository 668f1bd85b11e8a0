import { type Signal, useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'
import type { OptionField, OptionTexts } from '../options/option-field.js'

interface Props {
  readonly fields: readonly OptionField[] | undefined
  /** Which of the schema's fields to show, in which order. */
  readonly keys: readonly string[]
  readonly texts: Signal<OptionTexts>
  /** Words for a schema's keys where the key alone is not plain. */
  readonly labels?: Readonly<Record<string, string>>
  /** Controls of the view's own, put first. */
  readonly children?: ComponentChildren
}

/** Controls for the fields of an options schema. Changing one back to its default takes it out of the address. */
export function OptionControls({ fields, keys, texts, labels = {}, children }: Props) {
  return (
    <div class="controls">
      {children}
      {keys.map((key) => {
        const field = fields?.find((candidate) => candidate.key === key)
        if (!field) return <div key={key} class="control" aria-hidden="true" />
        const set = (text: string) => {
          const { [key]: _, ...others } = texts.value
          texts.value = text === field.standard ? others : { ...others, [key]: text }
        }
        const label = labels[key] ?? key
        return (
          <Control
            key={key}
            field={field}
            label={label}
            text={texts.value[key] ?? field.standard}
            set={set}
          />
        )
      })}
    </div>
  )
}

interface ControlProps {
  readonly field: OptionField
  readonly label: string
  readonly text: string
  set(text: string): void
}

function Control({ field, label, text, set }: ControlProps) {
  const id = useId()
  const hint = `${id}-hint`
  return (
    <div class="control">
      <label for={id}>{label}</label>
      {field.kind === 'choice' && <Choice id={id} hint={hint} field={field} text={text} set={set} />}
      {field.kind === 'size' && <Pair id={id} hint={hint} label={label} text={text} set={set} />}
      {(field.kind === 'number' || field.kind === 'text') && (
        <Field id={id} hint={hint} field={field} text={text} set={set} />
      )}
      <p class="hint" id={hint}>
        {/* The notation after the colon is the command line's; here each number has a field of its own. */}
        {field.kind === 'size' ? field.description.split(':')[0] : field.description}
      </p>
    </div>
  )
}

const OTHER = 'another…'

function Choice({ id, hint, field, text, set }: Omit<ControlProps, 'label'> & { id: string; hint: string }) {
  const writing = useSignal(false)
  const choices = field.choices!
  const known = choices.includes(text)
  const open = field.key === 'baseline' || field.key === 'score'
  return (
    <>
      <select
        id={id}
        aria-describedby={hint}
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
          placeholder={field.key === 'baseline' ? '0.5, blur:3, marginal:16' : 'margin:8'}
          value={known ? '' : text}
          onChange={({ currentTarget }) => currentTarget.value && set(currentTarget.value)}
        />
      )}
    </>
  )
}

/** Two whole numbers, such as height and width. */
function Pair({ id, hint, label, text, set }: Omit<ControlProps, 'field'> & { id: string; hint: string }) {
  const parts = text.split(',')
  const [first = '', second = first] = parts
  const rest = parts.slice(2)
  const change = (a: string, b: string) => a !== '' && b !== '' && set([a, b, ...rest].join(','))
  return (
    <span class="pair">
      <input
        id={id}
        type={label === 'classes' ? 'text' : 'number'}
        min={1}
        aria-describedby={hint}
        value={first}
        onInput={({ currentTarget }) =>
          change(currentTarget.value, first === second && label !== 'classes' ? currentTarget.value : second)
        }
      />
      <span aria-hidden="true">{label === 'classes' ? 'and' : '×'}</span>
      <input
        type={label === 'classes' ? 'text' : 'number'}
        min={1}
        aria-label={`${label}, second number`}
        aria-describedby={hint}
        value={second}
        onInput={({ currentTarget }) => change(first, currentTarget.value)}
      />
    </span>
  )
}

function Field({ id, hint, field, text, set }: Omit<ControlProps, 'label'> & { id: string; hint: string }) {
  return (
    <input
      id={id}
      type={field.kind === 'number' ? 'number' : 'text'}
      min={field.min}
      step={field.whole ? 1 : 'any'}
      aria-describedby={hint}
      value={text}
      onChange={({ currentTarget }) => currentTarget.value !== '' && set(currentTarget.value)}
    />
  )
}
