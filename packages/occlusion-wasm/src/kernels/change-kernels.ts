/** An address in the kernels' memory. */
export type Address = number

/** The functions of assembly/changes, in the order in which a batch of windows meets them; described there. */
export interface Kernels {
  findChanged(
    changed: Address,
    pixels: Address,
    image: Address,
    baseline: Address,
    channels: number,
    c0: number,
    c1: number,
  ): void
  distinctBoxes(
    changed: Address,
    windows: Address,
    count: number,
    boxes: Address,
    which: Address,
    table: Address,
  ): number
  reachPixels(pixels: Address, boxes: Address, windows: number): void
  slidePatches(from: Address, to: Address, first: Address, second: Address, windows: number): void
  coverPatches(from: Address, to: Address, top: number, left: number, first: boolean, windows: number): void
  movePatches(from: Address, to: Address, top: number, left: number, windows: number): void
  reachWhole(from: Address, to: Address, windows: number): void
  listChanges(map: Address, changed: Address, boxes: Address, windows: number, table: Address): void
  prune(map: Address, windows: number): void
  compress(
    entries: Address,
    counts: Address,
    values: Address,
    alive: Address,
    rows: number,
    stride: number,
    first: number,
    channels: number,
    step: number,
    shuffles: Address,
  ): void
  listNonZero(ids: Address, counts: Address, rows: number): void
  spreadChanges(
    products: Address,
    from: Address,
    entries: Address,
    counts: Address,
    weights: Address,
    by: Address,
    filters: number,
  ): number
  listTerms(terms: Address, from: Address, to: Address, by: Address, pooling: Address, filters: number): void
  spreadAll(
    products: Address,
    from: Address,
    entries: Address,
    counts: Address,
    weights: Address,
    taps: number,
    filters: number,
  ): number
  listSpreadTerms(terms: Address, from: Address, to: Address, by: Address, filters: number): void
  convolveChanges(
    from: Address,
    to: Address,
    by: Address,
    panels: Address,
    count: number,
    sources: Address,
    zeros: Address,
    chunk: number,
    before: Address,
    beforeStep: number,
    mode: number,
    kind: number,
    a: number,
    b: number,
    c: number,
  ): number
  convolveTiles(
    from: Address,
    to: Address,
    by: Address,
    panels: Address,
    count: number,
    windows: number,
    room: Address,
    before: Address,
    mode: number,
    kind: number,
    a: number,
    b: number,
    c: number,
  ): number
  convolveDirectly(
    from: Address,
    to: Address,
    by: Address,
    entries: Address,
    counts: Address,
    weights: Address,
    chunk: number,
    shuffles: Address,
    before: Address,
    beforeStep: number,
    mode: number,
    kind: number,
    a: number,
    b: number,
    c: number,
  ): number
  orderByCell(order: Address, starts: Address, from: Address): void
  multiplyChanges(
    products: Address,
    order: Address,
    from: Address,
    entries: Address,
    counts: Address,
    weights: Address,
    units: number,
  ): number
  listAllTerms(terms: Address, from: Address, to: Address, units: number): void
  gather(
    to: Address,
    terms: Address,
    products: Address,
    before: Address,
    beforeStep: number,
    outputs: number,
    offset: number,
    filters: number,
    mode: number,
  ): void
  depthwiseChanges(
    from: Address,
    to: Address,
    weights: Address,
    by: Address,
    multiplier: number,
    outputs: number,
    terms: Address,
    before: Address,
    kind: number,
    a: number,
    b: number,
    c: number,
  ): void
  depthwiseBase(
    out: Address,
    from: Address,
    channels: number,
    weights: Address,
    by: Address,
    multiplier: number,
    outputs: number,
    terms: Address,
  ): void
  poolChanges(from: Address, to: Address, by: Address, counts: Address): void
  poolBase(from: Address, to: Address, by: Address, counts: Address): void
  copyChanges(from: Address, to: Address): void
  addBefore(map: Address, before: Address): void
  scaleChanges(from: Address, to: Address, scale: Address, cellStep: number): void
  scaleBase(from: Address, to: Address, scale: Address, shift: Address, cellStep: number): void
  addChanges(from: Address, to: Address, first: boolean): void
  placeChanges(
    from: Address,
    to: Address,
    top: number,
    left: number,
    channel: number,
    channels: number,
    first: boolean,
  ): void
  placeBase(from: Address, to: Address, top: number, left: number, channel: number, channels: number): void
  selectChannels(
    out: Address,
    values: Address,
    rows: number,
    step: number,
    outStep: number,
    runs: Address,
    count: number,
  ): void
  reduceChanges(from: Address, to: Address, channels: number, factor: number, largest: boolean): void
  reduceBase(from: Address, to: Address, channels: number, factor: number, largest: boolean): void
  transposeChanges(
    from: Address,
    to: Address,
    channels: number,
    first: number,
    second: number,
    windows: number,
  ): void
  transposeBase(from: Address, to: Address, channels: number, first: number, second: number): void
  reshapeChanges(from: Address, to: Address, fromChannels: number, toChannels: number, windows: number): void
  resamplePatches(from: Address, to: Address, rows: Address, columns: Address, windows: number): void
  resampleChanges(from: Address, to: Address, rows: Address, columns: Address): void
  resampleBase(from: Address, to: Address, rows: Address, columns: Address): void
  fillWhole(from: Address, to: Address, windows: number): void
  normaliseGroups(
    values: Address,
    maps: number,
    cells: number,
    stride: number,
    channels: number,
    groups: number,
    epsilon: number,
    scale: Address,
    shift: Address,
    sums: Address,
  ): void
  normaliseRows(
    values: Address,
    rows: number,
    stride: number,
    channels: number,
    centred: boolean,
    epsilon: number,
    scale: Address,
    shift: Address,
  ): void
  shortenRows(values: Address, rows: number, stride: number, channels: number, epsilon: number): void
  softmaxRows(values: Address, rows: number, stride: number, channels: number, logarithm: boolean): void
  respondRows(
    values: Address,
    rows: number,
    stride: number,
    channels: number,
    before: number,
    after: number,
    alpha: number,
    beta: number,
    bias: number,
    copy: Address,
  ): void
  stretchPatches(from: Address, to: Address, first: boolean, windows: number): void
  combineChanges(
    kind: number,
    a: Address,
    b: Address,
    to: Address,
    spreadA: boolean,
    spreadB: boolean,
    zeros: Address,
  ): void
  combineBase(kind: number, a: Address, b: Address, to: Address, spreadA: boolean, spreadB: boolean): void
  clearPadding(values: Address, rows: number, stride: number, channels: number): void
  markInfinite(map: Address, windows: number, marks: Address): void
  doubtRows(
    map: Address,
    windows: number,
    doubts: Address,
    channels: number,
    centred: boolean,
    by: number,
    epsilon: number,
    limit: number,
  ): void
  doubtGroups(
    map: Address,
    windows: number,
    doubts: Address,
    channels: number,
    groups: number,
    epsilon: number,
    limit: number,
    sums: Address,
  ): void
  doubtSmall(map: Address, windows: number, doubts: Address, channels: number, least: number): void
  activate(values: Address, n: number, kind: number, a: number, b: number, c: number): void
  finish(map: Address, kind: number, a: number, b: number, c: number, subtractBase: boolean): void
  readBase(out: Address, map: Address, channels: number): void
  readScores(
    out: Address,
    map: Address,
    which: Address,
    count: number,
    channels: number,
    first: number,
    windows: number,
  ): void
}
