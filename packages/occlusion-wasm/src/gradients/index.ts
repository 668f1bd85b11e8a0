/**
 * Kernels for the gradients of convolutions and pools, their loading, and the derivatives of a network by its image that are made with them.
 *
 * @module
 */

export type { Conv2dGeometry, GradientKernels, PoolGeometry } from './gradient-kernels.js'
export { type GradientModule, loadGradientModule } from './gradient-module.js'
export { createNetworkGradient, type GradientPass, type NetworkGradient } from './network-gradient.js'
