import { Fragment, type ReactNode } from 'react'

interface SentenceProps {
  /** A sentence whose `{{name}}` places are still open (`skipInterpolation`). */
  readonly template: string
  readonly parts: Readonly<Record<string, ReactNode>>
}

/**
 * A sentence of the catalogue with elements in its places: names typed by people stay apart from the
 * sentence, so that neither their direction nor their characters change it.
 */
export function Sentence({ template, parts }: SentenceProps) {
  return template.split(/\{\{(\w+)\}\}/).map((piece, index) => (
    // The pieces of one template never move: their place is their identity.
    // oxlint-disable-next-line react/no-array-index-key
    <Fragment key={index}>{index % 2 === 1 ? parts[piece] : piece}</Fragment>
  ))
}
