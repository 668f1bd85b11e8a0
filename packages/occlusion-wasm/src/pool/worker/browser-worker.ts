import type { ScoringRequest } from '../protocol.js'
import { serveScores } from './serve-scores.js'

const serve = serveScores((response, transfer) => postMessage(response, { transfer }))
addEventListener('message', (event) => serve((event as MessageEvent<ScoringRequest>).data))
