/** Results of jobs 0 … jobs − 1 in order; `ahead` of them are started before they are asked for. */
export async function* inOrder<T>(
  jobs: number,
  ahead: number,
  start: (job: number) => Promise<T>,
): AsyncGenerator<T, void, undefined> {
  const started: Promise<T>[] = []
  for (let job = 0; job < jobs; job++) {
    while (job + started.length < jobs && started.length <= ahead) {
      const result = start(job + started.length)
      // If an earlier job fails, nobody asks for this one.
      result.catch(() => {})
      started.push(result)
    }
    yield await started.shift()!
  }
}
