export function SharePanel() {
  return null
}
