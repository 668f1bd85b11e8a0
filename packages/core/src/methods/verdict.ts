import { untellable } from '../faithfulness/least-p.js'
import { MEASURES } from '../faithfulness/measures.js'
import { formatFixed } from '../words/format.js'
import { listed } from '../words/listed.js'
import type { MethodsConfig } from './config.js'
import type { Agreement, ClassAnswers, ComparedMethod, MethodFaithfulness, MethodsResult } from './result.js'

type Concluded = Pick<
  MethodsResult,
  'methods' | 'faithfulness' | 'agreement' | 'answers' | 'regions' | 'n' | 'config'
>

/** What the comparison says: of faithfulness, of agreement and, of two classes, whether their comparison depends on the method. */
export function verdictOf({
  methods,
  faithfulness,
  agreement,
  answers,
  regions,
  n,
  config,
}: Concluded): string[] {
  return [
    ...(n < 3 ? [] : faithfulnessSentences(methods, faithfulness, n, config)),
    ...(n < 3 ? [] : undefinedSentences(methods, faithfulness, n)),
    ...(methods.length < 2 ? [] : [agreementSentence(methods, agreement)]),
    ...(answers ? answerSentences(methods, answers, regions, config) : []),
  ]
}

function faithfulnessSentences(
  methods: readonly ComparedMethod[],
  faithfulness: readonly MethodFaithfulness[],
  n: number,
  { permutations, confidence }: Pick<MethodsConfig, 'permutations' | 'confidence'>,
): string[] {
  const counted = faithfulness.map(({ measures }, m) => {
    const verdicts = measures.map(({ comparisons }) => comparisons[0]!.verdict)
    const count = (verdict: string) => verdicts.filter((each) => each === verdict).length
    return { name: methods[m]!.name, better: count('better'), worse: count('worse') }
  })
  if (counted.every(({ better, worse }) => better + worse === 0)) {
    const tests = faithfulness.flatMap(({ measures }) =>
      measures.flatMap(({ comparisons }) => comparisons),
    ).length
    const none = untellable({ by: 'sign flips', n, permutations, tests }, confidence)
    return [
      `Over ${n} images none of ${MEASURES.length} measures of faithfulness tells a map from ink order.`,
      ...(none === undefined ? [] : [none]),
    ]
  }
  const said = counted.map(({ name, better, worse }) => `${name} better by ${better} and worse by ${worse}`)
  return [
    `Against ink order, of ${MEASURES.length} measures of faithfulness over ${n} images: ${said.join('; ')}.`,
  ]
}

/** Of each measure that some images have not, how many, and by which methods. */
function undefinedSentences(
  methods: readonly ComparedMethod[],
  faithfulness: readonly MethodFaithfulness[],
  n: number,
): string[] {
  return MEASURES.flatMap(({ words }, k) => {
    const counts = faithfulness.map(({ measures }) => measures[k]!.undefined)
    const different = [...new Set(counts.filter((count) => count > 0))].sort((a, b) => a - b)
    const said = different.map((count) => {
      const names = methods.filter((_, m) => counts[m] === count).map(({ name }) => name)
      return `${count} of ${n} images by ${names.length === methods.length ? 'every method' : listed(names)}`
    })
    return said.length === 0 ? [] : [`${words} is undefined of ${said.join(', of ')}, which it leaves out.`]
  })
}

function agreementSentence(methods: readonly ComparedMethod[], { spearman }: Agreement): string {
  const pairs = methods.flatMap((one, i) =>
    methods
      .slice(i + 1)
      .map((other, k) => ({ names: [one.name, other.name], value: spearman[i]![i + 1 + k]! })),
  )
  const defined = pairs.filter(({ value }) => !Number.isNaN(value)).sort((a, b) => a.value - b.value)
  const [least, most] = [defined[0], defined.at(-1)]
  if (!least || !most) return 'No two maps can be ranked against each other: each is the same everywhere.'
  const said = ({ names, value }: typeof least) => `${names.join(' and ')} (${formatFixed(value, 2)})`
  if (defined.length === 1) return `By Spearman’s rank correlation maps agree so: ${said(most)}.`
  return `By Spearman’s rank correlation the maps of ${said(most)} are most alike, those of ${said(least)} least.`
}

function answerSentences(
  methods: readonly ComparedMethod[],
  { classes, methods: answers }: ClassAnswers,
  regions: readonly string[],
  { confidence, permutations }: Pick<MethodsConfig, 'confidence' | 'permutations'>,
): string[] {
  const level = 1 - confidence
  const own = answers.slice(0, methods.length)
  const names = (which: (p: number) => boolean) =>
    methods.filter((_, m) => which(own[m]!.profile.pHolm)).map(({ name }) => name)
  const [yes, no] = [names((p) => p < level), names((p) => p >= level)]
  const untold = names(Number.isNaN)
  const n = classes.reduce((sum, one) => sum + one.n, 0)
  const none = untellable({ by: 'relabellings', n, permutations, tests: methods.length }, confidence)
  const pair = classes.map(({ name }) => name).join(' and ')
  const missing =
    untold.length === 0 ? [] : [`By ${listed(untold)} the pattern of ${pair} could not be tested.`]
  return [
    ...patternSentence(pair, yes, no),
    ...(none === undefined || yes.length > 0 || no.length === 0 ? [] : [none]),
    ...missing,
    ...regions.map((region, r) => regionSentence(region, r, methods, own, classes, level)),
  ]
}

/** Whether the primary answer is the same by every method that gives one. */
function patternSentence(pair: string, yes: readonly string[], no: readonly string[]): string[] {
  if (yes.length + no.length === 0) return []
  if (no.length === 0) {
    return [
      `That ${pair} differ in their pattern over regions does not depend on the method: ${allOf(yes.length, 'find')} it.`,
    ]
  }
  if (yes.length === 0) {
    return [
      `That no difference of ${pair} in their pattern over regions is found does not depend on the method: ${allOf(no.length, 'find')} none.`,
    ]
  }
  return [
    `Whether ${pair} differ in their pattern over regions depends on the method: ${listed(yes)} find${yes.length === 1 ? 's' : ''} it, ${listed(no)} ${no.length === 1 ? 'does' : 'do'} not.`,
  ]
}

/** Of one region which class weighs more, by which methods. */
function regionSentence(
  region: string,
  r: number,
  methods: readonly ComparedMethod[],
  answers: ClassAnswers['methods'],
  classes: ClassAnswers['classes'],
  level: number,
): string {
  /** 1 and −1 for a class, 0 for neither, NaN where it could not be tested. */
  const said = answers.map(({ regions }) => {
    const { pHolm, estimate = 0 } = regions[r]!
    if (Number.isNaN(pHolm)) return Number.NaN
    return pHolm < level ? Math.sign(estimate) : 0
  })
  const untold = methods.filter((_, m) => Number.isNaN(said[m])).map(({ name }) => name)
  if (untold.length === methods.length) return `Region ${region} could not be tested by any method.`
  const groups = [
    { sign: 1, words: `more for ${classes[0].name}` },
    { sign: -1, words: `more for ${classes[1].name}` },
    { sign: 0, words: 'no difference' },
  ].flatMap(({ sign, words }) => {
    const names = methods.filter((_, m) => said[m] === sign).map(({ name }) => name)
    if (names.length === 0) return []
    return [names.length === methods.length ? `${words} by every method` : `${words} by ${listed(names)}`]
  })
  const depends = groups.length > 1 ? 'depends on the method' : 'does not depend on the method'
  const missing = untold.length === 0 ? '' : `; by ${listed(untold)} it could not be tested`
  return `Region ${region}: the answer ${depends}; ${groups.join(', ')}${missing}.`
}

function allOf(count: number, verb: string): string {
  return count === 1 ? `the one compared ${verb}s` : `all ${count} ${verb}`
}
