/** The occlusion module's exports: batched patch masks, and incremental inference. */
export { coverWindows } from './masks'
export * from './changes/index'
export { chainMultiplyAdds } from './peak'
