import { useSignal } from '@preact/signals'
import { useEffect, useId } from 'preact/hooks'

interface Props {
  readonly label: string
  readonly least: number
  readonly value: string
  set(text: string): void
}

/** How many: a whole number. What is none changes nothing, and is said to. */
export function Count({ label, least, value, set }: Props) {
  const id = useId()
  const refused = useSignal<string | undefined>(undefined)
  useEffect(() => {
    refused.value = undefined
  }, [value])
  const isWrong = refused.value !== undefined
  return (
    <div class="control">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="number"
        min={least}
        step={1}
        aria-invalid={isWrong || undefined}
        aria-describedby={isWrong ? `${id}-wrong` : undefined}
        value={refused.value ?? value}
        onChange={({ currentTarget: { value: text } }) => {
          refused.value = /^\d+$/.test(text) && Number(text) >= least ? undefined : text
          if (refused.value === undefined) set(text)
        }}
      />
      {isWrong && (
        <div role="alert" class="wrong" id={`${id}-wrong`}>
          <p class="failure">
            Expected a whole number, {least} or more; until there is one, {value} counts.
          </p>
        </div>
      )}
    </div>
  )
}
