// Called by electron-builder when Electron lies unpacked, before the application is put into it.
import { chmodSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** What an Electron brings along that has started applications before. The fuses forbid it to start the first two. */
const NOT_OURS = ['resources/default_app.asar', 'resources/app', 'verified.json', 'version']

/** @param {import('electron-builder').AfterPackContext} context */
export default function afterExtract({ appOutDir, electronPlatformName }) {
  if (electronPlatformName === 'darwin') return
  for (const name of NOT_OURS) rmSync(join(appOutDir, name), { recursive: true, force: true })
  const sandbox = join(appOutDir, 'chrome-sandbox')
  // Set-uid means something only where root installs it: the deb sets it.
  if (existsSync(sandbox)) chmodSync(sandbox, 0o755)
}
