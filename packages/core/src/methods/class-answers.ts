import { Random } from '../random.js'
import { compareDifference, holmOverAll } from '../study/compare.js'
import { profileTest } from '../study/profile-test.js'
import { profilesOf } from '../study/profiles.js'
import type { MethodsConfig } from './config.js'
import type { ClassAnswers, ComparedClass, MethodAnswer, MethodsSample } from './result.js'

/**
 * The comparison of two classes made with every order's maps, ink order among them: of each region the difference of the classes' means of the
 * map (Welch's t, Hedges' g), and the study's primary test, whether the classes' patterns over regions differ whatever the strength of each map.
 * p-values are adjusted by Holm's method over the methods, and for regions over all of their regions. Controls are not methods: their own
 * p-values stand as they are.
 *
 * @param ids - of the orders, as samples have them
 * @param methods - how many of them are methods, the first ones
 */
export function classAnswers(
  samples: readonly MethodsSample[],
  classes: readonly [ComparedClass, ComparedClass],
  { ids, methods, regions }: { ids: readonly string[]; methods: number; regions: readonly string[] },
  config: Pick<MethodsConfig, 'seed' | 'permutations' | 'confidence'>,
): ClassAnswers {
  const answers = ids.map((id, order) => answerOf(id, order, samples, classes, regions, config))
  const own = answers.slice(0, methods)
  const profiles = holmOverAll(own.map(({ profile }) => profile.p))
  const places = holmOverAll(own.flatMap((answer) => answer.regions.map(({ p }) => p)))
  const adjusted = own.map((answer, m) => ({
    ...answer,
    profile: { ...answer.profile, pHolm: profiles[m]! },
    regions: answer.regions.map((test, r) => ({ ...test, pHolm: places[m * regions.length + r]! })),
  }))
  return { classes, methods: [...adjusted, ...answers.slice(methods)] }
}

function answerOf(
  id: string,
  order: number,
  samples: readonly MethodsSample[],
  classes: readonly [ComparedClass, ComparedClass],
  names: readonly string[],
  config: Pick<MethodsConfig, 'seed' | 'permutations' | 'confidence'>,
): MethodAnswer {
  const byClass = classes.map((one) => {
    const own = samples.filter(({ label }) => label === one.class)
    const column = (r: number) => Float64Array.from(own, ({ sensitivity }) => sensitivity[order]![r + 1]!)
    return { regions: names.map((_, r) => column(r)) }
  })
  const [a, b] = [byClass[0]!, byClass[1]!]
  const test = profileTest(profilesOf([a, b]), names, config, new Random(config.seed).split(`answer ${id}`))
  const { permutationP: p, effect, notComputed } = test
  return {
    id,
    profile: {
      ...{ p, pHolm: p },
      ...(effect && { effect: effect.value }),
      ...(notComputed !== undefined && { notComputed }),
    },
    regions: names.map((name, r) => compareDifference(name, a.regions[r]!, b.regions[r]!, config)),
  }
}
