import type { TrainingRequest } from '../protocol.js'
import { serveGradients } from './serve-gradients.js'

const serve = serveGradients((response, transfer) => postMessage(response, { transfer }))
addEventListener('message', (event) => serve((event as MessageEvent<TrainingRequest>).data))
