export { isNetworkFile, parseNetworkFile } from './parse-network-file.js'
