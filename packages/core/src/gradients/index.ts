export { type GradientOptions, type InputGradients, inputGradients } from './input-gradients.js'
export {
  type IntegratedGradients,
  type IntegratedGradientsOptions,
  integratedGradients,
} from './integrated-gradients.js'
