import { Fragment } from 'react'
import type { Piece } from './mark-words.ts'

/** A text with the words marked that were searched for. Text nodes only: nothing in it is interpreted. */
export function Marked({ pieces }: { readonly pieces: readonly Piece[] }) {
  return pieces.map(({ text, isMatch }, index) => (
    // The pieces of one text never move: their place is their identity.
    // oxlint-disable-next-line react/no-array-index-key
    <Fragment key={index}>{isMatch ? <mark>{text}</mark> : text}</Fragment>
  ))
}
