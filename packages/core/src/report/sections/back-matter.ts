import { definitions, type Section } from '../elements.js'
import { GLOSSARY } from '../glossary.js'
import { type Html, html } from '../html.js'
import { REFERENCES } from '../references.js'

/** What ends a report: the words that it uses, explained, and the sources of the methods that it names, and no others. */
export function backMatter(verdict: Html, sections: readonly Section[]): Section[] {
  const text = [verdict, ...sections.map(({ content }) => content)].map(textOf).join('\n')
  const terms = GLOSSARY.filter(({ named }) => named.test(text))
  const sources = REFERENCES.filter(({ named }) => named.test(text))
  return [
    {
      id: 'glossary',
      title: 'Glossary',
      content: definitions(terms.map(({ term, definition }) => [term, definition] as const)),
    },
    {
      id: 'references',
      title: 'References',
      content: html`<ul class="references">
${sources.map(({ text: source }) => html`<li>${source}</li>\n`)}</ul>
`,
    },
  ]
}

/** What a reader sees of markup, without pictures' coordinates and elements' attributes. */
function textOf({ markup }: Html): string {
  return markup.replace(/<[^>]*>/g, ' ')
}
