import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { ChatError } from '../../shared/error.ts'
import { formatShortDateTime } from './format.ts'

/** Gives the sentence of an error in the language of the window; of what ends by itself also when. */
export function useErrorSentence(): (error: ChatError) => string {
  const { t } = useTranslation()
  return (error) => errorSentence(t, error)
}

/** The sentence of an error. Its values are texts and numbers of others: none of them steers the catalogue. */
export function errorSentence(t: TFunction, { code, detail }: ChatError): string {
  const until = detail?.['until']
  return (code === 'banned' || code === 'muted') && typeof until === 'number'
    ? t(`errorUntil.${code}`, { until: formatShortDateTime(until) })
    : t(`error.${code}`, { replace: { ...detail } })
}
