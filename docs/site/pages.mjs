/**
 * What the site holds, in the order in which it is read: sections with their pages, below docs/. A page's title is its first
 * heading; where that is long for a list, a shorter one stands here. A page that is not here is not on the site, and a test says so.
 */
export const SECTIONS = [
  { title: 'How to', pages: [['scale.md', 'Many machines, and going on after a stop']] },
  {
    title: 'Explanation',
    pages: ['methods.md', 'statistics.md', 'numerics.md', 'training.md', '../models/README.md'],
  },
  { title: 'Reference', pages: ['models.md', 'benchmarks.md'] },
  {
    title: 'The project',
    pages: ['../ARCHITECTURE.md', '../CONTRIBUTING.md'],
  },
  {
    title: 'Decisions',
    pages: [
      'adr/0001-propagate-differences.md',
      'adr/0002-fixed-micro-batches.md',
      'adr/0003-the-image-is-the-unit.md',
      'adr/0004-embedded-kernels.md',
      'adr/0005-replicates-in-the-repository.md',
      'adr/0006-an-own-jpeg-decoder.md',
      'adr/0007-an-own-hdf5-reader.md',
      'adr/0008-onnx-by-protobuf-es.md',
      'adr/0009-an-own-flatbuffers-reader.md',
    ],
  },
]
