import { describe, expect, it } from 'vitest'
import { StudioError } from '../studio-error.ts'
import { refusalOf } from './refusal.ts'

const shown = { options: { window: '4,4' }, window: [4, 4], stride: [1, 1], baselineName: '0' } as const

describe('an option refused', () => {
  it.each([
    ['STRIDE_EXCEEDS_WINDOW', 'stride 9 is larger than the window, 4', { stride: '9,9' }, 'stride'],
    // Of a stride that nobody chose the window is at fault.
    ['STRIDE_EXCEEDS_WINDOW', 'stride 8 is larger than the window, 4', { window: '4,4' }, 'window'],
    ['WINDOW_EXCEEDS_IMAGE', 'window height 40', { window: '40,40', stride: '1,1' }, 'window'],
    ['WINDOWS_TOO_MANY', 'stride 1×1 makes', { window: '2,2', stride: '1,1' }, 'stride'],
    ['OPTION_INVALID', 'baseline is red: expected a number', { baseline: 'red', window: '2' }, 'baseline'],
    ['MARGIN_CLASS', 'against 12', { score: 'margin:12' }, 'score'],
  ])('%s, %s: is found among %j', (code, message, texts, key) => {
    const refusal = refusalOf(new StudioError(code, message), texts, shown)
    expect(refusal).toMatchObject({ key, instead: shown.options })
    expect(refusal!.onShow).toBe('window 4×4, stride 1×1, baseline 0, logit')
  })

  it('stands in for what was asked for without it, where no map is on show', () => {
    const error = new StudioError('WINDOW_SIZE', 'window height is 0')
    const refusal = refusalOf(error, { window: '0,0', score: 'margin' }, undefined)
    expect(refusal).toMatchObject({ key: 'window', instead: { score: 'margin' } })
    expect(refusal!.onShow).toBeUndefined()
  })

  it('is none where the error is about something else', () => {
    expect(refusalOf(undefined, { stride: '9' }, shown)).toBeUndefined()
    expect(refusalOf(new StudioError('WORKER_DIED', 'it ended'), { stride: '9' }, shown)).toBeUndefined()
    expect(refusalOf(new Error('window'), { window: '9' }, shown)).toBeUndefined()
  })
})
