export { type GradientOptions, type InputGradients, inputGradients } from './input-gradients.js'
