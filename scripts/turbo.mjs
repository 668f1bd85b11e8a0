// Runs turbo with its telemetry off, which can only be done from the environment.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../node_modules/turbo/bin/turbo', import.meta.url))
const { status } = spawnSync(process.execPath, [bin, 'run', ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
})
process.exit(status ?? 1)
