// The window's composition root: bridge -> store -> components.

import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { I18nextProvider } from 'react-i18next'
import { App } from './app.tsx'
import { bridge } from './bridge.ts'
import { WindowBoundary } from './features/failure/window-boundary.tsx'
import { createI18n } from './i18n/i18n.ts'
import { createChatStore } from './store/chat-store.ts'
import { ChatStoreContext } from './store/use-chat.ts'
import { TooltipProvider } from './ui/tooltip.tsx'
import './styles/tokens.css'
import './styles/reset.css'

passNonceOn()
const store = createChatStore(bridge)
const root = document.getElementById('root')
if (!root) throw new Error('the page has no #root')

window.addEventListener('online', store.actions.noticeNetwork)
void store.actions.begin()

createRoot(root).render(
  <StrictMode>
    <I18nextProvider i18n={createI18n()}>
      <ChatStoreContext value={store}>
        <TooltipProvider>
          <WindowBoundary>
            <App />
          </WindowBoundary>
        </TooltipProvider>
      </ChatStoreContext>
    </I18nextProvider>
  </StrictMode>,
)

/** The dialogs' scroll lock makes a style element: it looks for the nonce of this load in this global. */
function passNonceOn(): void {
  const nonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce
  Object.assign(window, { __webpack_nonce__: nonce })
}
