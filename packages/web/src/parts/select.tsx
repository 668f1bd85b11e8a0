import { useId } from 'preact/hooks'

interface Props<Name extends string> {
  readonly label: string
  /** What is shown for each name. */
  readonly names: Readonly<Partial<Record<Name, string>>>
  readonly value: Name
  readonly disabled?: boolean
  set(name: Name): void
}

/** A choice among a few. */
export function Select<Name extends string>({ label, names, value, disabled = false, set }: Props<Name>) {
  const id = useId()
  return (
    <div class="control">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={value}
        disabled={disabled}
        onChange={({ currentTarget }) => set(currentTarget.value as Name)}
      >
        {Object.entries(names).map(([name, words]) => (
          <option key={name} value={name}>
            {words as string}
          </option>
        ))}
      </select>
    </div>
  )
}
