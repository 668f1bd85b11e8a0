import { formatP, type StudyResult } from '@umbra/core'

/** What networks with weights drawn anew make of the same images, beside the verdict: whether the difference was learned. */
export function UntrainedControl({ result: { controls, tests } }: { readonly result: StudyResult }) {
  if (!controls) return null
  const { untrained } = controls
  if ('notComputed' in untrained) {
    return <p class="control-verdict muted">Untrained control: none, since {untrained.notComputed}.</p>
  }
  const { rank, p, controls: others } = (tests.profile && untrained.profile) ?? untrained.interaction
  const asMuch = rank - 1
  return (
    <p class="control-verdict" data-testid="untrained-control">
      <strong>Untrained control:</strong> {asMuch} of {others.length}{' '}
      {others.length === 1 ? 'network' : 'networks'} of the same shape with weights drawn anew{' '}
      {asMuch === 1 ? 'differs' : 'differ'} between these classes as much as the trained one
      {Number.isNaN(p) ? '' : ` (${formatP(p)})`}.
    </p>
  )
}
