import { SendHorizontal } from 'lucide-react'
import { useEffect, useId, useRef, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { isBlank } from '../../../shared/protocol/text.ts'
import { useErrorSentence } from '../../i18n/use-error-sentence.ts'
import type { OpenRoom } from '../../store/chat-state.ts'
import { roomTitle } from '../../store/selectors.ts'
import { useChatActions } from '../../store/use-chat.ts'
import { FOCUS_HOME } from '../../ui/focus-home.ts'
import { doesSend } from './composer-key.ts'
import { HoldNote } from './hold-note.tsx'
import { excessBytes } from './text-excess.ts'
import styles from './composer.module.css'

/** Where one writes. Usable while the connection is away: what is sent then waits. */
export function Composer({ room }: { readonly room: OpenRoom }) {
  const { t } = useTranslation()
  const { setDraft, sendDraft } = useChatActions()
  const id = useId()
  const field = useRef<HTMLTextAreaElement>(null)
  const { draft, session } = room
  const excess = excessBytes(draft, room.maxTextBytes)
  const canSend = !isBlank(draft) && excess === 0
  const problem = useProblem(room, excess)
  const send = () => void sendDraft(session)

  useEffect(() => field.current?.focus(), [])

  const onKeyDown = (event: KeyboardEvent) => {
    const { key, keyCode, shiftKey, altKey, nativeEvent } = event
    if (!doesSend({ key, keyCode, shiftKey, altKey, isComposing: nativeEvent.isComposing })) return
    event.preventDefault()
    if (canSend) send()
  }
  return (
    <form
      className={styles.composer}
      onSubmit={(event) => {
        event.preventDefault()
        if (canSend) send()
        field.current?.focus()
      }}
    >
      {problem !== null && (
        <p id={`${id}-problem`} className={styles.problem} role="alert">
          {problem}
        </p>
      )}
      <HoldNote hold={room.view.connection.kind === 'online' ? room.view.hold : null} />
      <div className={styles.row}>
        <textarea
          ref={field}
          {...FOCUS_HOME}
          className={styles.field}
          rows={1}
          dir="auto"
          aria-label={t('composer.label')}
          aria-invalid={excess > 0 || undefined}
          aria-describedby={problem === null ? `${id}-hint` : `${id}-problem`}
          placeholder={t('composer.placeholder', { room: roomTitle(room) })}
          value={draft}
          onChange={(event) => setDraft(session, event.target.value)}
          onKeyDown={onKeyDown}
        />
        <button
          type="submit"
          className={styles.send}
          aria-label={t('composer.send')}
          disabled={!canSend}
        >
          <SendHorizontal size={20} aria-hidden />
        </button>
      </div>
      <p id={`${id}-hint`} className={styles.hint}>
        {t('composer.hint')}
      </p>
    </form>
  )
}

/** The sentence that says why the text in the field cannot go out as it is. */
function useProblem({ refusal }: OpenRoom, excess: number): string | null {
  const { t } = useTranslation()
  const sentenceOf = useErrorSentence()
  if (excess > 0) return t('composer.tooLong', { count: excess })
  return refusal && sentenceOf(refusal)
}

/** What stands in place of the composer for those who only read, by their own choice or that of others. */
export function ViewerNote({ wasMade }: { readonly wasMade: boolean }) {
  const { t } = useTranslation()
  return (
    <div className={styles.viewer}>
      <p className={styles.viewerText}>{t('composer.viewer')}</p>
      <p>{t(wasMade ? 'composer.madeViewerHint' : 'composer.viewerHint')}</p>
    </div>
  )
}
