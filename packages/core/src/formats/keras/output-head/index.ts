export { beforeHead } from './before-head.js'
export { withHead } from './with-head.js'
