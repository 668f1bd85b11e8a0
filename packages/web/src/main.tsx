import { effect } from '@preact/signals'
import { render } from 'preact'
import { App } from './app.js'
import { onPaste } from './file-dropping.js'
import { followDrawing, shown, start } from './live-map.js'
import { keepOffline } from './offline.js'
import { followAddress, restoreState } from './state.js'
import './style/style.css'

restoreState(location.search)
// Before anything is rendered: the first map waits for the worker and the weights, and for nothing else.
void start()
followDrawing()
followAddress()
addEventListener('paste', onPaste)
render(<App />, document.getElementById('studio')!)
const stop = effect(() => {
  if (!shown.value) return
  keepOffline()
  queueMicrotask(() => stop())
})
