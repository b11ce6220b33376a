import { useTranslation } from 'react-i18next'
import type { OpenRoom } from './store/chat-state.ts'
import { roomTitle } from './store/selectors.ts'

/** The title of the window: the room shown and oneself in it. */
export function useTitle(room: OpenRoom | null): string {
  const { t } = useTranslation()
  const name = room?.view.joined?.you.name
  return room && name !== undefined
    ? t('app.title', { room: roomTitle(room), name })
    : t('app.name')
}
