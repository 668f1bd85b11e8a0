/** An error: its stable code, and what it says. */
export function Failure({ error }: { readonly error: Error }) {
  const { code } = error as { code?: unknown }
  return (
    <p class="failure" data-code={typeof code === 'string' ? code : error.name}>
      <strong>{typeof code === 'string' ? code : error.name}</strong> {error.message}
    </p>
  )
}
