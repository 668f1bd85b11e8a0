import type { ComponentChildren } from 'preact'

interface Props {
  readonly label: string
  readonly class?: string
  /** Whether what it holds is larger than its place. */
  readonly large?: boolean
  readonly children: ComponentChildren
}

/** A part that scrolls sideways on a narrow screen; it takes the focus, or a keyboard could not scroll it. */
export function ScrollRegion({ label, class: name = '', large = false, children }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard (WCAG 2.1.1)
    <section class={`scroll ${name}`} tabIndex={0} aria-label={label} data-large={large ? '' : undefined}>
      {children}
    </section>
  )
}
