import type { ComponentChildren } from 'preact'

/** What is known of one thing, in a list of such facts. */
export function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class="figure">{children}</dd>
    </div>
  )
}
