import { parentPort } from 'node:worker_threads'
import type { ScoringRequest } from '../protocol.js'
import { serveScores } from './serve-scores.js'

const port = parentPort!
const serve = serveScores((response, transfer) => port.postMessage(response, transfer))
port.on('message', (request: ScoringRequest) => serve(request))
