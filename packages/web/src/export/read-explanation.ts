export { parseExplanations } from '@umbra/core'
