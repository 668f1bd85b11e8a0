import { formatFixed } from '@umbra/core'
import type { ComponentChildren } from 'preact'
import { mapColour } from '../canvas/map-colours.js'
import { SIZE } from '../state.js'
import { ScoreLine } from './score-line.js'
import { meanDrop, type TourMap } from './tour-map.js'
import { greyOf, TourPicture, WindowFrame } from './tour-picture.js'

/** A step of the tour. What it says stands still; what its pictures show moves, frame by frame. */
export interface TourStep {
  readonly title: string
  says(tour: TourMap): ComponentChildren
  /** How many frames there are, and which of them tells most. */
  frames(tour: TourMap): { readonly count: number; readonly telling: number }
  shows(tour: TourMap, frame: number): ComponentChildren
}

export const STEPS: readonly TourStep[] = [
  {
    title: 'Cover',
    says: ({ map }) => (
      <>
        A window of {map.window.join('×')} pixels is laid on the picture, at one place after the other. What
        it covers is replaced by the baseline, here {map.baselineName}. The network will see the picture on
        the right.
      </>
    ),
    frames: trip,
    shows: (tour, frame) => (
      <>
        <TourPicture name="the picture, and the window" colour={greyOf(tour)}>
          <WindowFrame {...tour.stops[frame]!} />
        </TourPicture>
        <TourPicture name="what the network sees" colour={greyOf(tour, tour.stops[frame])} />
      </>
    ),
  },
  {
    title: 'Score',
    says: (tour) => (
      <>
        The network reads every covered picture and gives the class a score, here the {tour.scoreName} of{' '}
        {tour.map.target}. With nothing covered it is {text(tour.base)}; with the window where it matters
        most, {text(tour.stops[tour.telling]!.score)}.
      </>
    ),
    frames: trip,
    shows: (tour, frame) => (
      <>
        <Covered tour={tour} frame={frame} />
        <ScoreLine tour={tour} frame={frame} />
      </>
    ),
  },
  {
    title: 'Drop',
    says: (tour) => (
      <>
        The drop is the score of the whole picture minus that of the covered one: at most{' '}
        {subtraction(tour.base, tour.stops[tour.telling]!.score)}. Where it is large the network needed what
        was covered: red. Where the score rises, the covered part spoke against the class: blue.
      </>
    ),
    frames: trip,
    shows: (tour, frame) => (
      <>
        <Covered tour={tour} frame={frame} />
        <TourPicture
          name={`a drop for every place, now ${text(tour.stops[frame]!.drop)}`}
          columns={tour.columns}
          rows={tour.rows}
          colour={(i) => (i <= frame ? mapColour(tour.stops[i]!.drop, tour.limit) : 0)}
        />
      </>
    ),
  },
  {
    title: 'Average',
    says: ({ over, pixel, isWhole }) => (
      <>
        {over.length === 1
          ? 'Every pixel is covered by one window, whose drop is its value on the map. '
          : `A pixel is covered by several windows; its value on the map is the mean of their drops. The pixel marked here lies under ${over.length}, and its value is ${text(pixel.value)}. `}
        Red pixels support the class, blue ones speak against it.
        {!isWhole &&
          ' This baseline is drawn several times: the map is the mean of all draws, the windows shown are of the first.'}
      </>
    ),
    frames: ({ over }) => ({ count: EACH * over.length + SIZE, telling: EACH * over.length + SIZE - 1 }),
    shows: average,
  },
]

/** What the network sees with the window at a stop, framed. */
function Covered({ tour, frame }: { readonly tour: TourMap; readonly frame: number }) {
  return (
    <TourPicture name="what the network sees" colour={greyOf(tour, tour.stops[frame])}>
      <WindowFrame {...tour.stops[frame]!} />
    </TourPicture>
  )
}

function trip({ stops, telling }: TourMap) {
  return { count: stops.length, telling }
}

/** Frames that each window over the pixel stays. */
const EACH = 3

/** The windows over one pixel, one after the other, then the map, row by row. */
function average(tour: TourMap, frame: number): ComponentChildren {
  const { over, pixel, map, limit } = tour
  const seen = Math.min(over.length, Math.floor(frame / EACH) + 1)
  const rows = frame - EACH * over.length + 1
  const known = seen < over.length || rows <= 0 ? meanDrop(over.slice(0, seen)) : pixel.value
  const at = pixel.y * SIZE + pixel.x
  const colour = (i: number) => {
    if (i === at) return mapColour(known, limit)
    return Math.floor(i / SIZE) < rows ? mapColour(map.map[i]!, limit) : 0
  }
  return (
    <>
      <TourPicture
        name={
          over.length === 1 ? 'the window over a pixel' : `${seen} of ${over.length} windows over one pixel`
        }
        colour={greyOf(tour)}
      >
        {over.slice(0, seen).map((window) => (
          <WindowFrame key={window.index} {...window} faint={window !== over[seen - 1]} />
        ))}
        <rect class="cursor" x={pixel.x} y={pixel.y} width={1} height={1} />
      </TourPicture>
      <TourPicture name={`their mean, ${text(known)}, on the map`} colour={colour}>
        <rect class="cursor" x={pixel.x} y={pixel.y} width={1} height={1} />
      </TourPicture>
    </>
  )
}

/** With as many decimals as it takes for what is written to be right. */
function subtraction(whole: number, covered: number): string {
  const written = [1, 2, 3].map((decimals) =>
    [whole, covered, whole - covered].map((value) => formatFixed(value, decimals)),
  )
  const isRight = ([a, b, c]: string[]) => Math.abs(read(a!) - read(b!) - read(c!)) < 1e-9
  const [a, b, c] = written.find(isRight) ?? written.at(-1)!
  return `${a} − ${b} = ${c}`
}

/** Of a number with a true minus sign and commas. */
function read(text: string): number {
  return Number(text.replace('−', '-').replaceAll(',', ''))
}

/** A score, to what can be told apart. */
function text(score: number): string {
  return formatFixed(score, Math.abs(score) < 1 ? 3 : 1)
}
