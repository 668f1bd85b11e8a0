export function BenchmarkView() {
  return <h1>Benchmark</h1>
}
