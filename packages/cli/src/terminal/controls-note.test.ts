import { expect, test } from 'vitest'
import { announcingControls } from './controls-note.js'

test('the time that untrained networks take is said once the trained maps are made, where it is long', () => {
  const said = (each: number) => {
    const notes: string[] = []
    const stages: string[] = []
    let seconds = 0
    const listener = announcingControls(
      ({ stage }) => stages.push(stage),
      { note: (text) => notes.push(text) },
      'auto',
      () => 1000 * seconds,
    )
    listener({ stage: 'sampling', done: 1, total: 1, unit: 'images' })
    listener({ stage: 'maps of 6', done: 0, total: 9, unit: 'images' })
    seconds = each
    listener({ stage: 'untrained networks', done: 0, total: 20, unit: 'networks' })
    listener({ stage: 'untrained networks', done: 1, total: 20, unit: 'networks' })
    expect(stages).toHaveLength(4)
    return notes
  }
  expect(said(2.9)).toEqual([])
  expect(said(36)).toEqual([
    '20 untrained networks are mapped next, about 12 min; --controls N asks for fewer, --controls 0 for none',
  ])
  expect(said(3600)[0]).toContain('about 20 h')
})

test('that untrained networks run in another engine than was asked for is said once, and only where they run', () => {
  const said = (engine: 'auto' | 'batched' | 'incremental' | undefined, stages: readonly string[]) => {
    const notes: string[] = []
    const terminal = { note: (text: string) => notes.push(text) }
    const listener = announcingControls(undefined, terminal, engine, () => 0)
    for (const stage of stages) listener({ stage, done: 0, total: 20, unit: 'networks' })
    return notes
  }
  const mapped = ['maps of 6', 'untrained networks', 'untrained networks']
  expect(said('batched', mapped)).toEqual([
    'Weights are drawn anew in the incremental engine: --engine batched maps the trained network, not the untrained ones',
  ])
  expect(said('batched', ['maps of 6'])).toEqual([])
  for (const engine of ['auto', 'incremental', undefined] as const) expect(said(engine, mapped)).toEqual([])
})
