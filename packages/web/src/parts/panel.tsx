import type { ComponentChildren } from 'preact'

/** A part of a view under its heading. */
export function Panel({
  id,
  title,
  wide = false,
  children,
}: {
  /** Unlike any other's on the page. */
  readonly id: string
  readonly title: string
  /** Across all columns. */
  readonly wide?: boolean
  readonly children: ComponentChildren
}) {
  return (
    <section aria-labelledby={`${id}-title`} class={wide ? 'panel wide' : 'panel'}>
      <h2 id={`${id}-title`}>{title}</h2>
      {children}
    </section>
  )
}
