import { createInstance, type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { en } from './en.ts'

/** The catalogue of the window, ready to use. A value that a sentence lacks shows as `?`. */
export function createI18n(): i18n {
  const instance = createInstance()
  void instance.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    initAsync: false,
    // React renders text nodes: escaping here would show `&lt;` to people.
    interpolation: { escapeValue: false },
    missingInterpolationHandler: () => '?',
  })
  return instance
}
