import { formatPercent } from '@umbra/core'
import { Term } from '../../glossary/term.js'
import { reader, refusal, settled } from '../../live-map.js'
import { blank } from '../../state.js'
import { TourButton } from '../../tour/tour-button.js'

/** What the network says of the digit, and what the map's colours mean, in two sentences; of an empty pad, what to do. */
export function WhatOneSees() {
  return (
    <p class="lede" data-testid="lede">
      <span>{blank.value ? <Nothing /> : <Sentences />}</span> <TourButton />
    </p>
  )
}

function Nothing() {
  return (
    <>
      The pad is empty, so there is nothing to ask the network. Draw a digit, or take one of MNIST’s: its map
      follows the pen.
    </>
  )
}

function Sentences() {
  const map = settled.value
  const refused = refusal.value?.key
  if (!map && refused) return <>There is no map: the {refused} asked for is refused below.</>
  if (!map || !reader.value) return <>The network is on its way; its first map appears in a moment.</>
  const { base, target } = map
  const predicted = reader.value.predicted(base, 0)
  const share = reader.value.probabilities(base, 0)?.[predicted]
  return (
    <>
      The network reads this digit as <strong>{predicted}</strong>
      {share !== undefined && `, with probability ${formatPercent(share)}`}
      {target !== predicted && (
        <>
          ; the map asks what speaks for <strong>{target}</strong>
        </>
      )}
      . On its <Term of="occlusion-map">occlusion map</Term> <span class="red">red</span> is what speaks for{' '}
      {target}: where a small <Term of="window">window</Term> covers it, the <Term of="score">score</Term> of{' '}
      {target} <Term of="drop">drops</Term>; <span class="blue">blue</span> is what speaks against it.
    </>
  )
}
