export type { Conv2dGeometry, GradientKernels, PoolGeometry } from './gradient-kernels.js'
export { type GradientModule, loadGradientModule } from './gradient-module.js'
