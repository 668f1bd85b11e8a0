import { WorkerClient } from './worker/worker-client.js'

const client = new WorkerClient()
const t = performance.now()
const out = document.getElementById('studio')!
const m = await client.call('open', 'draft')
const e = await client.call('explain', { image: new Float32Array(784).fill(0.3), options: {}, datasetMean: 0.13 })
out.textContent = JSON.stringify({ m, ms: e.milliseconds, engine: e.engine, t: performance.now() - t })
