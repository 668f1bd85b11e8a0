import { drawsDigits } from '../../live-map.js'
import { picture } from '../../photo/photo.js'
import { goTo } from '../../state.js'
import { sides } from '../../versus/sides.js'
import { SampleShelf } from '../draw/sample-shelf.js'
import { PictureSources } from '../photo/picture-sources.js'
import { Resize } from '../photo/preprocessing.js'

/** The picture both networks are shown, and what became of it for either. */
export function ComparedPicture() {
  return (
    <>
      {drawsDigits.value ? <Digit /> : <PictureSources />}
      {!drawsDigits.value && <Resize />}
      <dl class="what">
        {(['First network', 'Second network'] as const).map((name, n) => (
          <Entering key={name} name={name} n={n as 0 | 1} />
        ))}
      </dl>
    </>
  )
}

function Digit() {
  return (
    <>
      <SampleShelf />
      <p class="hint">
        The digit is the one on{' '}
        <a
          href="./?view=draw"
          onClick={(event) => {
            event.preventDefault()
            goTo('draw')
          }}
        >
          Explain
        </a>
        : draw another there.
      </p>
    </>
  )
}

/** What was done to the picture before it entered. */
function Entering({ name, n }: { readonly name: string; readonly n: 0 | 1 }) {
  const given = sides[n].value?.given
  if (!given) return null
  const steps = given.steps.length > 0 ? given.steps.join(', ') : 'the digit as it is'
  return (
    <div>
      <dt>{name} sees</dt>
      <dd class="hint">
        {drawsDigits.value ? '' : `${picture.value?.name}: `}
        {steps}
        {given.warning && ` (${given.warning})`}
      </dd>
    </div>
  )
}
