import { type Signal, useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useId } from 'preact/hooks'
import { Term } from '../glossary/term.js'
import { TERM_OF_OPTION } from '../glossary/term-of-option.js'
import type { OptionField, OptionTexts } from '../options/option-field.js'
import type { Refusal } from '../options/refusal.js'
import { Failure } from './failure.js'
import { Choice, Field, Pair } from './option-inputs.js'

interface Props {
  readonly fields: readonly OptionField[] | undefined
  /** Which of the schema's fields to show, in which order. */
  readonly keys: readonly string[]
  readonly texts: Signal<OptionTexts>
  /** Words for a schema's keys where the key alone is not plain. */
  readonly labels?: Readonly<Record<string, string>>
  /** What was refused of them, which marks its field. */
  readonly refusal?: Refusal | undefined
  /** Controls of the view's own, put first. */
  readonly children?: ComponentChildren
}

/** Controls for the fields of an options schema. Changing one back to its default takes it out of the address. */
export function OptionControls({ fields, keys, texts, labels = {}, refusal, children }: Props) {
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
        return (
          <Control
            key={key}
            field={field}
            label={labels[key] ?? key}
            text={texts.value[key] ?? field.standard}
            refusal={refusal?.key === key ? refusal : undefined}
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
  readonly refusal: Refusal | undefined
  set(text: string): void
}

function Control({ field, label, text, refusal, set }: ControlProps) {
  const id = useId()
  const missing = useSignal<ReadonlySet<number>>(new Set())
  useEffect(() => {
    if (missing.peek().size > 0) missing.value = new Set()
  }, [text])
  const isMissing = missing.value.size > 0
  const isWrong = isMissing || refusal !== undefined
  const described = isWrong ? `${id}-wrong ${id}-hint` : `${id}-hint`
  const input = { id, label, text, set, missing, described, isWrong }
  const word = TERM_OF_OPTION[field.key]
  return (
    <div class="control">
      <label for={id}>{label}</label>
      {word && <Term of={word} />}
      {field.kind === 'choice' && <Choice {...input} field={field} />}
      {field.kind === 'size' && <Pair {...input} />}
      {(field.kind === 'number' || field.kind === 'text') && <Field {...input} field={field} />}
      {isWrong && (
        <div role="alert" class="wrong" id={`${id}-wrong`}>
          {isMissing ? (
            <p class="failure">Expected a number; until there is one, {text.replaceAll(',', '×')} counts.</p>
          ) : (
            refusal && <Refused {...refusal} />
          )}
        </div>
      )}
      <p class="hint" id={`${id}-hint`}>
        {/* The notation after the colon is the command line's; here each number has a field of its own. */}
        {field.kind === 'size' ? field.description.split(':')[0] : field.description}
      </p>
    </div>
  )
}

function Refused({ error, onShow }: Refusal) {
  return (
    <>
      <Failure error={error} />
      <p class="hint">
        {onShow ? `The map on show is still of ${onShow}.` : 'There is no map until this is mended.'}
      </p>
    </>
  )
}
