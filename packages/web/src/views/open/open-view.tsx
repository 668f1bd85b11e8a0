export function OpenView() {
  return <h1>Open</h1>
}
