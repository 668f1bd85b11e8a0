/** The occlusion module's exports: batched patch masks. */
export { coverWindows } from './masks'
