import { effect } from '@preact/signals'
import { render } from 'preact'
import { App } from './app.js'
import { followDrawing, shown, start } from './live-map.js'
import { keepOffline } from './offline.js'
import { followAddress, restoreState } from './state.js'
import './style.css'

restoreState(location.search)
followAddress()
followDrawing()
render(<App />, document.getElementById('studio')!)
void start()
const stop = effect(() => {
  if (!shown.value) return
  keepOffline()
  queueMicrotask(() => stop())
})
