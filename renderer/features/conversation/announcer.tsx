import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Message } from '../../../shared/protocol/schema.ts'
import { isNews } from '../../store/apply-event.ts'
import type { OpenRoom } from '../../store/chat-state.ts'
import { announcementOf, messagesSince } from './news.ts'
import styles from './conversation.module.css'

/** Milliseconds over which new messages are gathered: a screen reader is not to be talked over. */
const GATHER_MS = 1_500

/**
 * Says new messages of others to screen readers. The list itself is silent: what scrolls in and out of
 * it is not news.
 */
export function Announcer({ room }: { readonly room: OpenRoom }) {
  const { t } = useTranslation()
  const [said, setSaid] = useState({ count: 0, text: '' })
  const told = useRef(room.view.entriesAdded)
  const waiting = useRef<readonly Message[]>([])
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)

  useEffect(() => {
    const added = messagesSince(room.view, told.current)
    told.current = room.view.entriesAdded
    waiting.current = [
      ...waiting.current,
      ...added.filter((message) => isNews(message, room.historyUntil)),
    ]
    if (waiting.current.length === 0 || timer.current !== null) return
    timer.current = setTimeout(() => {
      timer.current = null
      const announcement = announcementOf(waiting.current)
      waiting.current = []
      const text =
        announcement.kind === 'count'
          ? t('timeline.newMessages', { count: announcement.count })
          : announcement.messages.map((message) => t('timeline.announced', message)).join('\n')
      setSaid(({ count }) => ({ count: count + 1, text }))
    }, GATHER_MS)
  }, [room, t])
  useEffect(() => () => clearTimeout(timer.current ?? undefined), [])

  return (
    <div className={styles.announcer} aria-live="polite" dir="auto">
      {/* A new element each time: a text that is said twice is announced twice. */}
      <p key={said.count}>{said.text}</p>
    </div>
  )
}
