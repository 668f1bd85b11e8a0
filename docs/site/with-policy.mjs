/** Of every page: scripts, styles and workers from the site itself and nothing from elsewhere; maps compile WebAssembly. */
const POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval' blob:",
  "worker-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

/** What TypeDoc writes into every page to show it in the theme chosen: a file does it here, which a policy can allow. */
const INLINE = /<script>(document\.documentElement\.dataset\.theme[^<]*)<\/script>/

/** Where the script is that a page runs first. */
export const THEME_FILE = 'assets/theme.js'

/**
 * A page under the policy.
 *
 * @param html - as TypeDoc rendered it
 * @param url - the page's address below the site, `library/core.html`
 */
export function withPolicy(html, url) {
  const up = '../'.repeat(url.split('/').length - 1)
  if (!INLINE.test(html)) throw new Error(`${url}: the script that sets the theme is not where it was`)
  return html
    .replace(INLINE, `<script src="${up}${THEME_FILE}"></script>`)
    .replace(
      '<meta charset="utf-8"/>',
      `<meta charset="utf-8"/><meta http-equiv="Content-Security-Policy" content="${POLICY}"/>`,
    )
}

/** @returns the script that TypeDoc writes into pages, or nothing */
export function themeScriptOf(html) {
  return INLINE.exec(html)?.[1]
}
