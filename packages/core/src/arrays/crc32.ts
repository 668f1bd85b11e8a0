/** What becomes of a byte's remainder when 0, 1, 2 or 3 further bytes follow it: four tables of 256, one after the other. */
const CRC_TABLES = new Uint32Array(4 * 256)
for (let byte = 0; byte < 256; byte++) {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  CRC_TABLES[byte] = crc
}
for (let i = 256; i < CRC_TABLES.length; i++) {
  const before = CRC_TABLES[i - 256]!
  CRC_TABLES[i] = (before >>> 8) ^ CRC_TABLES[before & 0xff]!
}

/** CRC-32 of ISO 3309, as ZIP and PNG use it, four bytes at a time (M. Kounavis and F. Berry, 2005: slicing). */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  let i = 0
  for (; i + 4 <= bytes.length; i += 4) {
    crc ^= bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24)
    crc =
      CRC_TABLES[768 + (crc & 0xff)]! ^
      CRC_TABLES[512 + ((crc >>> 8) & 0xff)]! ^
      CRC_TABLES[256 + ((crc >>> 16) & 0xff)]! ^
      CRC_TABLES[crc >>> 24]!
  }
  for (; i < bytes.length; i++) crc = (crc >>> 8) ^ CRC_TABLES[(crc ^ bytes[i]!) & 0xff]!
  return (crc ^ 0xffffffff) >>> 0
}
