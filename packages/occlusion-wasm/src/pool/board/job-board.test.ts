import { describe, expect, it } from 'vitest'
import { Dice } from '../../../test/dice.js'
import type { IncrementalRunner } from '../../engine/runner.js'
import type { SliceSize } from '../portion.js'
import type { ScoringTask } from '../scoring-job.js'
import { ScoringRun } from '../scoring-run.js'
import { attendBoard } from './attend-board.js'
import {
  type BoardRoom,
  boardArrays,
  boardBytes,
  CALLS,
  DISMISSED,
  LOGGED,
  SLICE_SIZE,
} from './board-memory.js'
import { JobBoard } from './job-board.js'

const CLASSES = 2
const PIXELS = 4

/** Scores that tell which image and window they are of. */
function scoreOf(image: number, window: number): [number, number] {
  return [image * 1000 + window, -window]
}

/** A runner that knows an image by its first pixel, does as told before each slice, and counts a multiply-add a window. */
function countingRunner(beforeSlice: (slice: number, windows: number) => void) {
  let image = -1
  let slices = 0
  const runner = {
    classes: CLASSES,
    inputShape: [2, 2, 1],
    multiplyAdds: 0,
    corrected: 0,
    plan: { windowsAtOnce: 1 },
    begin(pixels: Float32Array) {
      image = pixels[0]!
      return Float32Array.of(image, 7)
    },
    scoreWindows(_windows: Int32Array, from: number, to: number, out: Float32Array) {
      beforeSlice(slices++, to - from)
      for (let p = from; p < to; p++) out.set(scoreOf(image, p), (p - from) * CLASSES)
      runner.multiplyAdds += to - from
    },
  }
  return runner as typeof runner & IncrementalRunner
}

function runOf(n: number, windows: number, threads: number, task: ScoringTask = {}): ScoringRun {
  const images = Float32Array.from({ length: n * PIXELS }, (_, i) => Math.floor(i / PIXELS))
  const corners = Int32Array.from({ length: windows * 6 }, (_, i) => (i % 6 < 3 ? 0 : 1))
  const job = { images, baselines: new Float32Array(images.length), n, windows: corners }
  return new ScoringRun(job, task, CLASSES, [2, 2, 1], threads)
}

function roomFor(n: number, windows: number, threads: number): BoardRoom {
  const own = { pixels: PIXELS, classes: CLASSES, seats: threads }
  return { images: n, windows, portions: n + threads * threads, ...own }
}

function sendHome(words: Int32Array): void {
  Atomics.store(words, DISMISSED, 1)
  Atomics.add(words, CALLS, 1)
}

function throws(work: () => void): boolean {
  try {
    work()
    return false
  } catch {
    return true
  }
}

describe('a board', () => {
  it('has no two arrays in one place, and room for all of them', () => {
    const room = roomFor(3, 5, 2)
    const memory = new SharedArrayBuffer(boardBytes(room))
    const arrays = Object.values(boardArrays(memory, room))
    const sorted = arrays.toSorted((a, b) => a.byteOffset - b.byteOffset)
    let end = 0
    for (const { byteOffset, byteLength } of sorted) {
      expect(byteOffset).toBe(end)
      end += byteLength
    }
    expect(end).toBe(memory.byteLength)
  })

  it('gives back what a thread that was lost took, and no more', async () => {
    const dice = new Dice(11)
    for (let trial = 0; trial < 300; trial++) {
      const [n, windows, threads] = [dice.between(1, 5), dice.between(0, 90), dice.between(1, 3)]
      const run = runOf(n, windows, threads)
      const board = new JobBoard(roomFor(n, windows, threads), undefined)
      const seat = board.nextSeat()
      const { words, log } = seat.board
      board.open(run, run.takeImages(n))
      const dies = dice.between(0, 12)
      let left = n * Math.max(1, windows)
      const runner = countingRunner((slice, count) => {
        if (slice === dies) throw new Error('died')
        left -= Math.max(1, count)
        // Attending blocks this thread, and is to end once there is nothing more to do.
        if (left === 0) sendHome(words)
      })
      const size = { windows: dice.between(1, 60), measured() {} } as unknown as SliceSize
      const died = throws(() => attendBoard(seat, runner, size))
      // A slice that was being written to the log is not there.
      if (died && dice.chance(0.5)) log[Atomics.add(words, LOGGED, 1) * 3 + 1] = 3
      board.dismiss()
      const again = countingRunner(() => {})
      let redone = 0
      for (let portion = run.take(); portion; portion = run.take()) {
        const { image, next, end } = portion
        const covered = new Float32Array((end - next) * CLASSES)
        const base = again.begin(new Float32Array(PIXELS).fill(image), new Float32Array(PIXELS))
        again.scoreWindows(run.windows, next, end, covered)
        run.receive({ image, from: next, to: end }, base, covered)
        redone += end - next
      }
      expect(run.ended, `trial ${trial}`).toBe(true)
      const scores = await run.done
      expect([...scores.base]).toEqual(Array.from({ length: n }, (_, i) => [i, 7]).flat())
      const all = Array.from({ length: n * windows }, (_, i) => scoreOf(Math.floor(i / windows), i % windows))
      expect([...scores.covered]).toEqual(all.flat())
      // Nothing that was scored is done again.
      expect(board.counts.multiplyAdds + redone).toBe(n * windows)
    }
  })

  it('gives back what a thread scored while it was found what is lost', () => {
    const write = (slice: readonly number[]) => {
      const { words, log } = seat.board
      log.set(slice, Atomics.add(words, LOGGED, 1) * SLICE_SIZE)
    }
    let others = 0
    const run = runOf(1, 90, 1, {
      // Other threads go on until they hear of it.
      onWindows: () => {
        if (others++ === 0) write([1, 30, 60])
      },
    })
    const board = new JobBoard(roomFor(1, 90, 1), undefined)
    const seat = board.nextSeat()
    board.open(run, run.takeImages(1))
    write([1, 0, 30])
    board.dismiss()
    expect(others).toBe(1)
    expect(run.take()).toMatchObject({ image: 0, next: 30, end: 90 })
    expect(run.take()).toBeUndefined()
  })
})
