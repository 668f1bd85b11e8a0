import { FONT_FAMILY, INK, MUTED, PAPER } from './palette.js'
import { proseLines, shortened, textWidth } from './text-width.js'

/** Attribute values; numbers are rounded to hundredths of a unit, undefined ones are left out. */
export type SvgAttributes = Readonly<Record<string, string | number | undefined>>

/**
 * One SVG element as text, its children already SVG. Figures are strings, so that maps need no DOM at all, and hold no
 * ids, so that any number of them may stand in one page.
 *
 * @throws RangeError if a number is not finite: a figure with a hole is worse than none
 */
export function svg(name: string, attributes: SvgAttributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? coordinate(value) : escapeXml(value!)}"`)
    .join('')
  const content = children.join('')
  return content === '' ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`
}

/** A line of text with its baseline at (x, y); the content is escaped. */
export function text(x: number, y: number, content: string, attributes: SvgAttributes = {}): string {
  return svg('text', { x, y, ...attributes }, escapeXml(content))
}

/** A line of text in no more than a width: what does not fit is left out, and the whole stands in its title. */
export function fittedText(
  x: number,
  y: number,
  content: string,
  width: number,
  attributes: SvgAttributes = {},
): string {
  const fitting = shortened(content, width, Number(attributes['font-size'] ?? FONT_SIZE))
  return titledText(x, y, fitting, fitting === content ? undefined : content, attributes)
}

/** A line of text that stands for more, which its title says; without one it is nothing but `text`. */
export function titledText(
  x: number,
  y: number,
  content: string,
  title: string | undefined,
  attributes: SvgAttributes = {},
): string {
  const titled = title === undefined ? '' : svg('title', {}, escapeXml(title))
  return svg('text', { x, y, ...attributes }, titled, escapeXml(content))
}

/** Moves content to (x, y). */
export function translate(x: number, y: number, ...children: readonly string[]): string {
  return svg('g', { transform: `translate(${coordinate(x)} ${coordinate(y)})` }, ...children)
}

/** A number as SVG coordinates need it: hundredths of a unit are finer than any screen or printer shows. */
export function coordinate(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`a figure's coordinate is ${value}`)
  return String(Math.round(value * 100) / 100 || 0)
}

/**
 * Text made safe inside XML and HTML, in content and in quoted attributes; characters that XML forbids, that command a terminal, or
 * that turn the direction of text around become U+FFFD.
 */
export function escapeXml(content: string): string {
  return content.replace(
    /[^\t\n\r\u0020-\u007E\u00A0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]|[\u202A-\u202E\u2066-\u2069]|[&<>"']/gu,
    (character) => {
      return ENTITIES[character] ?? '\uFFFD'
    },
  )
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** What every figure states of itself. Sizes are in pixels of its own coordinate system. */
export interface FigureFrame {
  readonly width: number
  readonly height: number
  /** Drawn as the heading, and named to screen readers. */
  readonly title: string
  /** Drawn under the heading, in two lines if need be: what was measured, on what. */
  readonly subtitle: string
  /** What one would say of the figure to someone who cannot see it. */
  readonly description: string
}

/** Where a figure's content may begin, below its heading. */
export const HEADING_HEIGHT = 54

/** The outer element: namespace, view box, title and description, white ground, heading. */
export function figure(frame: FigureFrame, ...content: readonly string[]): string {
  const { width, height, title, subtitle, description } = frame
  return svg(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${coordinate(width)} ${coordinate(height)}`,
      width,
      height,
      role: 'img',
      'aria-label': `${title}. ${description}`,
      'font-family': FONT_FAMILY,
      'font-size': FONT_SIZE,
      fill: INK,
    },
    svg('title', {}, escapeXml(title)),
    svg('desc', {}, escapeXml(description)),
    svg('rect', { width, height, fill: PAPER }),
    heading(title, width - 2 * MARGIN),
    ...proseLines(subtitle, width - 2 * MARGIN, FONT_SIZE).map((line, i) =>
      text(MARGIN, 42 + 15 * i, line, { fill: MUTED }),
    ),
    ...content,
  )
}

/** In as large letters as fit, and no smaller than the rest. */
function heading(title: string, width: number): string {
  const size = Math.max(FONT_SIZE, Math.min(HEADING_SIZE, Math.floor(width / textWidth(title, 1))))
  return fittedText(MARGIN, 24, title, width, { 'font-size': size, 'font-weight': 'bold' })
}

/** Sizes of letters, in pixels: of the heading, and of what does not say otherwise. */
const HEADING_SIZE = 16
const FONT_SIZE = 11

/** White space at a figure's left and right edges. */
export const MARGIN = 16
