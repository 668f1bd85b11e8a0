import { render } from 'preact'
import { App } from './app.js'
import { followDrawing, start } from './live-map.js'
import { keepOffline } from './offline.js'
import { followAddress, restoreState } from './state.js'
import './style.css'

restoreState(location.search)
followAddress()
followDrawing()
render(<App />, document.getElementById('studio')!)
void start().then(keepOffline)
