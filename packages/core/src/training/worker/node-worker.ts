import { parentPort } from 'node:worker_threads'
import type { TrainingRequest } from '../protocol.js'
import { serveGradients } from './serve-gradients.js'

const port = parentPort!
const serve = serveGradients((response, transfer) => port.postMessage(response, transfer))
port.on('message', (request: TrainingRequest) => serve(request))
