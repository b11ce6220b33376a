import { ArrowDown, MessagesSquare } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Virtuoso } from 'react-virtuoso'
import type { OpenRoom } from '../../store/chat-state.ts'
import { keepFocus } from '../../ui/focus-home.ts'
import { Announcer } from './announcer.tsx'
import { messagesSince } from './news.ts'
import { RowView } from './row-view.tsx'
import { buildRows, type Row } from './timeline-rows.ts'
import { useFirstIndex } from './use-first-index.ts'
import { useStickToEnd } from './use-stick-to-end.ts'
import styles from './conversation.module.css'

const LIST_STYLE = { height: '100%' }

/** What is said in a room. Follows the end while one reads there, and keeps its place otherwise. */
export function Conversation({ room }: { readonly room: OpenRoom }) {
  const { t } = useTranslation()
  const { view, session } = room
  const rows = useMemo(() => buildRows(view), [view])
  const firstIndex = useFirstIndex(rows)
  const { isAtEnd, toEnd, scrollerRef } = useStickToEnd()
  const unseen = useUnseen(room, isAtEnd)
  useOwnMessageAtEnd(view.pending.at(-1)?.id, toEnd)

  return (
    <div className={styles.conversation}>
      <div role="log" aria-label={t('timeline.label')} aria-live="off" className={styles.log}>
        {rows.length === 0 ? (
          <Empty isHost={room.isHost} />
        ) : (
          <Virtuoso
            style={LIST_STYLE}
            data={rows}
            firstItemIndex={firstIndex}
            computeItemKey={(_, row) => row.key}
            context={{ session }}
            itemContent={rowContent}
            scrollerRef={scrollerRef}
            increaseViewportBy={400}
            components={LIST_PARTS}
          />
        )}
      </div>
      {!isAtEnd && rows.length > 0 && (
        <button type="button" className={styles.toEnd} onClick={toEnd} ref={keepFocus}>
          {unseen > 0 ? t('timeline.newMessages', { count: unseen }) : t('timeline.toEnd')}
          <ArrowDown size={16} aria-hidden />
        </button>
      )}
      <Announcer room={room} />
    </div>
  )
}

function rowContent(_: number, row: Row, { session }: { readonly session: string }) {
  return <RowView row={row} session={session} />
}

const LIST_PARTS = {
  Header: () => <div className={styles.edge} />,
  Footer: () => <div className={styles.edge} />,
}

function Empty({ isHost }: { readonly isHost: boolean }) {
  const { t } = useTranslation()
  return (
    <div className={styles.empty}>
      <MessagesSquare className={styles.emptyIcon} size={40} strokeWidth={1.5} aria-hidden />
      <p className={styles.emptyTitle}>{t('timeline.empty')}</p>
      <p className={styles.emptyHint}>
        {isHost ? t('timeline.emptyHostHint') : t('timeline.emptyHint')}
      </p>
    </div>
  )
}

/** How many messages came since one has left the end. */
function useUnseen({ view }: OpenRoom, isAtEnd: boolean): number {
  const [left, setLeft] = useState(view.entriesAdded)
  if (isAtEnd && left !== view.entriesAdded) setLeft(view.entriesAdded)
  return isAtEnd ? 0 : messagesSince(view, left).length
}

/** Who has sent something wants to see it. */
function useOwnMessageAtEnd(newest: string | undefined, toEnd: () => void) {
  const last = useRef(newest)
  useEffect(() => {
    if (newest !== undefined && newest !== last.current) toEnd()
    last.current = newest
  })
}
