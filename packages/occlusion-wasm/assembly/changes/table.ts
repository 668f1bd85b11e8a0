/** One key and the number it stands for; number −1 marks a free place. */
@unmanaged
class Entry {
  box: u64
  cell: i32
  id: i32
}

/** A hash table from (box, cell) to a number: open addressing with linear probing, in memory the host gives. */
@unmanaged
export class Table {
  /** Entry [capacity]. */
  entries: usize
  /** Capacity − 1; the capacity is a power of two, at least twice the keys that can come. */
  mask: i32

  clear(): void {
    memory.fill(this.entries, 0xff, (<usize>this.mask + 1) * offsetof<Entry>())
  }

  /** The number of a key; `fresh`, which it stands for from now on, if the key is new. */
  find(box: u64, cell: i32, fresh: i32): i32 {
    let hash = (box ^ (<u64>cell * 0x9e3779b97f4a7c15)) * 0xd6e8feb86659fd93
    let i = <i32>(hash >> 40) & this.mask
    while (true) {
      const entry = changetype<Entry>(this.entries + <usize>i * offsetof<Entry>())
      if (entry.id < 0) {
        entry.box = box
        entry.cell = cell
        entry.id = fresh
        return fresh
      }
      if (entry.box == box && entry.cell == cell) return entry.id
      i = (i + 1) & this.mask
    }
  }
}
