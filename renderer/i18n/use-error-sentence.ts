import { useTranslation } from 'react-i18next'
import type { ChatError } from '../../shared/error.ts'
import { formatShortDateTime } from './format.ts'

/** Gives the sentence of an error in the language of the window; of what ends by itself also when. */
export function useErrorSentence(): (error: ChatError) => string {
  const { t } = useTranslation()
  return ({ code, detail }) => {
    const until = detail?.['until']
    return (code === 'banned' || code === 'muted') && typeof until === 'number'
      ? t(`errorUntil.${code}`, { until: formatShortDateTime(until) })
      : t(`error.${code}`, { ...detail })
  }
}
