export type { Named } from './collect-parts.js'
export { mergeParts, type NamedPart } from './merge-parts.js'
export { type MappedPart, type PartConfig, type PartOfClass, type Shard, WHOLE } from './part.js'
export { isStudyConfig, parsePart, partFiles } from './part-files.js'
