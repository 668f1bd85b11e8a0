/**
 * What the site holds, in the order in which it is read: sections with their pages, below docs/. A page's title is its first
 * heading; where that is long for a list, a shorter one stands here. A page that is not here is not on the site, and a test says so.
 */
export const SECTIONS = [
  { title: 'Tutorial', pages: ['tutorial.md'] },
  {
    title: 'How to',
    pages: [
      ['how-to/onnx.md', 'Your own ONNX model'],
      ['how-to/teachable-machine.md', 'A Teachable Machine model'],
      ['how-to/own-classes.md', 'A study of your own classes'],
      ['how-to/embed.md', 'A map in your page'],
      ['scale.md', 'Many machines, and going on'],
      'verify.md',
    ],
  },
  {
    title: 'Explanation',
    pages: [
      'limits.md',
      ['methods.md', 'What is computed'],
      ['faithfulness.md', 'Faithfulness: how far to believe a map'],
      ['statistics.md', 'Statistics: the formulae'],
      ['numerics.md', 'Numerics: how exact'],
      'training.md',
      'glossary.md',
    ],
  },
  { title: 'Gallery', pages: ['generated/gallery.md'] },
  // What writeCommands makes.
  { title: 'Commands', pages: [] },
  {
    title: 'Reference',
    pages: [['models.md', 'Models, images and data'], 'formats.md', 'benchmarks.md', 'browsers.md'],
  },
  {
    title: 'The project',
    pages: ['../ARCHITECTURE.md', '../CONTRIBUTING.md', ['../models/README.md', 'The models it comes with']],
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
