import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FoundMessage } from '../../../shared/session/copy.ts'
import type { OpenRoom } from '../../store/chat-state.ts'
import { isInTimeline } from '../../store/selectors.ts'
import { useChatActions } from '../../store/use-chat.ts'
import { FoundList } from './found-list.tsx'
import { Surroundings } from './surroundings.tsx'
import { useSearch } from './use-search.ts'
import styles from './search.module.css'

/** UTF-16 units. More words than anybody searches for. */
const MAX_WORDS = 200

interface SearchPanelProps {
  readonly room: OpenRoom
  /** Counts how often search was asked for: each time the field takes the focus. */
  readonly asked: number
}

/** Finds messages in this computer's copy of the room, and shows what was said around them. */
export function SearchPanel({ room, asked }: SearchPanelProps) {
  const { t } = useTranslation()
  const { point } = useChatActions()
  const { typed, outcome, type } = useSearch(room.session)
  const [opened, setOpened] = useState<FoundMessage | null>(null)
  const [last, setLast] = useState<FoundMessage | null>(null)
  const field = useRef<HTMLInputElement>(null)

  useEffect(() => {
    if (asked > 0) field.current?.select()
  }, [asked])

  const open = (found: FoundMessage) => {
    setOpened(found)
    setLast(found)
    if (isInTimeline(room, found.id)) point(room.session, found.id)
  }
  return (
    <div className={styles.panel}>
      <search className={styles.form}>
        <input
          ref={field}
          type="search"
          className={styles.field}
          aria-label={t('search.label')}
          placeholder={t('search.placeholder')}
          maxLength={MAX_WORDS}
          autoComplete="off"
          spellCheck={false}
          dir="auto"
          value={typed}
          onChange={(event) => {
            setOpened(null)
            setLast(null)
            type(event.target.value)
          }}
        />
        <p className={styles.scope}>{t('search.scope')}</p>
      </search>
      {opened ? (
        <Surroundings
          key={opened.id}
          session={room.session}
          found={opened}
          words={typed}
          onBack={() => setOpened(null)}
        />
      ) : (
        <FoundList outcome={outcome} last={last} onOpen={open} />
      )}
    </div>
  )
}
