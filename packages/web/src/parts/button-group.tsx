import type { ComponentChildren } from 'preact'

/** Buttons that belong together, and what they are for. */
export function ButtonGroup({
  label,
  children,
}: {
  readonly label: string
  readonly children: ComponentChildren
}) {
  return (
    <fieldset class="buttons" aria-label={label}>
      {children}
    </fieldset>
  )
}
