/** An error: its stable code, and what it says. */
export function Failure({ error }: { readonly error: Error }) {
  const { code } = error as { code?: unknown }
  return (
    <p class="failure" data-code={typeof code === 'string' ? code : error.name}>
      <strong>{typeof code === 'string' ? code : error.name}</strong> {error.message}
    </p>
  )
}

/** An error that has come up: it is read out. */
export function Alert({ error }: { readonly error: Error }) {
  return (
    <div role="alert">
      <Failure error={error} />
    </div>
  )
}
