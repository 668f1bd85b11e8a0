import type { Task } from '../work/progress.js'
import type { Unit } from './unit.js'

/**
 * Has units computed by other processes and their values kept in the cells that the caller goes through afterwards. What is not
 * there then, the caller computes itself.
 *
 * @param next - asked, once all units are kept, for those that are computed from them; whoever computes waits for these
 * @throws UnitsSetAside once all others are kept, where some failed three times, as `SetAside.requireNone`; `signal.reason` when aborted;
 *   what `next` does
 */
export type Spread = (
  units: readonly Unit[],
  task: Pick<Task, 'signal'>,
  next?: () => Promise<readonly Unit[]>,
) => Promise<void>
