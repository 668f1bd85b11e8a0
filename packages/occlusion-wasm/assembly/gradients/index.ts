/** The gradients module's exports. */
export { noop } from './noop'
