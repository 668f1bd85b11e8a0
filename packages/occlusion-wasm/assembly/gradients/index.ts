/** The gradients module's exports: what a convolutional network needs, beyond its forward pass, to learn. */
export { conv2dScratchBytes } from './patches'
export { conv2dBackpropFilter } from './conv2d-backprop-filter'
export { conv2dBackpropInput } from './conv2d-backprop-input'
export { maxPoolGrad } from './max-pool-grad'
export { matMulColumns, matMulRows, transpose } from './matmul'
export { reluGrad } from './relu-grad'
export { columnSum } from './column-sum'
export { adamStep, addInto } from './adam'
