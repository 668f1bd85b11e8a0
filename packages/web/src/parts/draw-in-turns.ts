import { afterPaint } from './after-paint.js'

/** As many elements as are laid out within a few milliseconds. */
const A_TURN = 1500

/**
 * Puts an SVG in a place, some of its elements after the other: pictures of colours are drawn as thousands, which would stall the page.
 *
 * @returns ends it where it is
 */
export function drawInTurns(svg: string, place: Element): () => void {
  let callOff = () => {}
  const go = (turns: Iterator<void>) => {
    callOff = afterPaint(() => {
      if (!turns.next().done) go(turns)
    })
  }
  go(turnsOf(svg, place))
  return () => callOff()
}

function* turnsOf(svg: string, place: Element): Generator<void, void> {
  const { content } = Object.assign(document.createElement('template'), { innerHTML: svg })
  yield
  place.replaceChildren()
  let left = A_TURN
  for (const [target, node, elements] of piecesOf(content, place)) {
    if (elements > left && left < A_TURN) {
      yield
      left = A_TURN
    }
    target.append(node)
    left -= elements
  }
}

/** What is to be put where, in the drawing's order: nodes whole, but for those of more than a turn's elements, which follow empty with theirs. */
function* piecesOf(source: ParentNode, target: ParentNode): Generator<[ParentNode, Node, elements: number]> {
  for (const node of [...(source as Node & ParentNode).childNodes]) {
    const elements = node instanceof Element ? 1 + node.querySelectorAll('*').length : 0
    if (elements <= A_TURN) {
      yield [target, node, elements]
      continue
    }
    const shell = node.cloneNode(false) as Element
    yield [target, shell, 1]
    yield* piecesOf(node as Element, shell)
  }
}
