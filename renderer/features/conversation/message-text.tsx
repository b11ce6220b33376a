import { Fragment, useMemo, type MouseEvent } from 'react'
import { findWebLinks, type WebLink } from '../../../shared/link/web-link.ts'
import { useChatActions } from '../../store/use-chat.ts'
import styles from './rows.module.css'

/** A text exactly as it was typed: text nodes, and links that ask before they lead anywhere. */
export function MessageText({ text }: { readonly text: string }) {
  const pieces = useMemo(() => findWebLinks(text), [text])
  return (
    <p className={styles.text} dir="auto">
      {pieces.map((piece, index) => (
        // The pieces of one text never move: their place is their identity.
        // oxlint-disable-next-line react/no-array-index-key
        <Fragment key={index}>
          {piece.kind === 'link' ? <Link text={piece.text} link={piece.link} /> : piece.text}
        </Fragment>
      ))}
    </p>
  )
}

function Link({ text, link }: { readonly text: string; readonly link: WebLink }) {
  const { askToOpenLink } = useChatActions()
  const ask = (event: MouseEvent) => {
    event.preventDefault()
    askToOpenLink(link)
  }
  return (
    <a
      className={styles.link}
      href={link.url}
      draggable={false}
      onClick={ask}
      onAuxClick={(event) => event.button === 1 && ask(event)}
    >
      {text}
    </a>
  )
}
