export { type CsvValue, csv } from './csv.js'
export { type ExportArray, npy } from './npy.js'
export { npz } from './npz.js'
export { type ParquetColumn, parquet } from './parquet.js'
