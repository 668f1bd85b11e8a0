/**
 * Kernels for the gradients of convolutions and pools, and their loading.
 *
 * @module
 */

export type { Conv2dGeometry, GradientKernels, PoolGeometry } from './gradient-kernels.js'
export { type GradientModule, loadGradientModule } from './gradient-module.js'
