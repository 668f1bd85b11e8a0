import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'

/** What is shown: a command, and the figures it writes with what is to be seen in them. */
const DRAWN = [
  {
    title: 'One image',
    command: 'umbra explain --index 11 --out eleven',
    figures: { 'eleven/figure.svg': 'An image, its map, the map over the image, and what the regions weigh' },
  },
  {
    title: 'The same image, another class',
    command: 'umbra explain --index 11 --target 8 --out eight',
    figures: { 'eight/figure.svg': 'What speaks for an 8 in a 6, and what against' },
  },
  {
    title: 'Is the map of what was learned?',
    command: 'umbra explain --index 11 --randomise --draws 3 --out anew',
    figures: { 'anew/randomisation.svg': 'The map while layers are drawn anew, from the last down' },
  },
  {
    title: 'Two classes',
    command: 'umbra study --model reference --images 50 --controls 0 --permutations 999 --out study',
    figures: {
      'study/figures/overview.svg': 'The study at a glance: typical images, their maps, mean maps, regions',
      'study/figures/profiles.svg': 'Shares of the regions: every image, means, simultaneous intervals',
      'study/figures/regions.svg': 'Sensitivities of the regions as they are',
      'study/figures/maps.svg': 'Maps from the weakest to the strongest',
      'study/figures/difference.svg': 'The difference of the mean maps, and areas that differ',
      'study/figures/training.svg': 'How the network was trained',
    },
  },
  {
    title: 'Every two classes',
    command: 'umbra study --model reference --classes all --images 20 --permutations 199 --out pairs',
    figures: { 'pairs/figures/pairs.svg': 'All 45 pairs of digits' },
  },
]

/** Figures of runs that take longer than a build may; tests or scripts of the repository make and hold them. */
const KEPT = [
  {
    title: 'Among untrained networks',
    command: 'umbra study --model reference',
    figures: { 'untrained.svg': 'The trained network among 20 untrained ones' },
  },
  {
    title: 'Under every choice',
    command:
      'umbra robustness --model reference --models 10 --images all --stride 2 --grid choices.json --permutations 1999',
    figures: {
      'specification-curve.svg': 'Hedges g of the bottom under every choice, in order, of ten networks',
    },
  },
  {
    title: 'Do the tests hold their level?',
    figures: {
      'calibration.svg': 'Share of null studies that each test rejects',
      'pooled-pixels.svg': 'The same of the test over pooled pixels, as pixels of an image grow alike',
    },
  },
  {
    title: 'Which backend is fast?',
    command: 'umbra bench --tasks map',
    figures: { 'benchmark-node-map-digits.svg': 'Backends, each right and then timed' },
  },
]

/**
 * Makes the gallery: runs the commands, keeps their figures, and writes the page that shows them.
 *
 * @param root - the repository's folder, with the command line built
 * @param folder - docs/generated
 * @returns the page's path below docs/
 */
export function writeGallery(root, folder) {
  const own = join(folder, 'gallery')
  rmSync(own, { recursive: true, force: true })
  mkdirSync(own, { recursive: true })
  const scratch = mkdtempSync(join(tmpdir(), 'umbra-gallery-'))
  for (const { command } of DRAWN) run(root, scratch, command)
  const drawn = DRAWN.map((item) => sectionOf(item, (file) => keep(join(scratch, file), own)))
  rmSync(scratch, { recursive: true, force: true })
  const figures = relative(folder, join(root, 'docs/figures'))
  const others = KEPT.map((item) => sectionOf(item, (file) => `${figures}/${file}`))
  const page = `# Gallery

Every figure here was made by the code. These by the line above them, when this page was built:

${drawn.join('\n\n')}

## From longer runs

These are kept in the repository, and tests or scripts make them anew.

${others.join('\n\n')}
`
  writeFileSync(join(folder, 'gallery.md'), page)
  return 'generated/gallery.md'
}

function run(root, cwd, command) {
  const [, ...args] = command.split(' ')
  execFileSync(process.execPath, [join(root, 'packages/cli/bin/umbra.js'), ...args, '--quiet'], {
    cwd,
    stdio: 'pipe',
  })
}

/** Keeps a figure under a name of its own. */
function keep(file, own) {
  if (!existsSync(file)) throw new Error(`${file}: the command did not write it`)
  const name = `${basename(dirname(file.replace('/figures/', '/')))}-${basename(file)}`
  cpSync(file, join(own, name))
  return `gallery/${name}`
}

function sectionOf({ title, command, figures }, addressOf) {
  const pictures = Object.entries(figures).map(
    ([file, words]) => `![${words}](${addressOf(file)})\n\n*${words}.*`,
  )
  return [`### ${title}`, ...(command ? [`\`\`\`sh\n${command}\n\`\`\``] : []), ...pictures].join('\n\n')
}
