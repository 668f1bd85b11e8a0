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
