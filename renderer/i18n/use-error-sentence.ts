import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { isOfAddress, type ChatError } from '../../shared/error.ts'
import { formatShortDateTime } from './format.ts'

/** Gives the sentence of an error in the language of the window; of what ends by itself also when. */
export function useErrorSentence(): (error: ChatError) => string {
  const { t } = useTranslation()
  return (error) => errorSentence(t, error)
}

/** The sentence of an error. Its values are texts and numbers of others: none of them steers the catalogue. */
export function errorSentence(t: TFunction, error: ChatError): string {
  const { code, detail } = error
  const until = detail?.['until']
  if (isOfAddress(error)) {
    return typeof until === 'number'
      ? t('errorUntil.bannedByAddress', { until: formatShortDateTime(until) })
      : t('bannedByAddress')
  }
  return (code === 'banned' || code === 'muted') && typeof until === 'number'
    ? t(`errorUntil.${code}`, { until: formatShortDateTime(until) })
    : t(`error.${code}`, { replace: { ...detail } })
}
