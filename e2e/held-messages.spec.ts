// What is written faster than the host takes it: told with the time to wait, and sent by itself.

import { messages, say } from './fixtures/actions.ts'
import { expect, test } from './fixtures/chat-app.ts'

test('who sends too fast sees when it goes on, and everything arrives in order', async ({
  pair,
}) => {
  const { ann, bob } = await pair({ limits: ['flood-burst=1', 'flood-per-second=1'] })
  const texts = ['one', 'two', 'three', 'four']
  const note = bob.page.getByRole('status').filter({ hasText: 'You are sending too fast.' })
  const told = note.getByText(/^Sending again in 1 second\.$/).waitFor()

  for (const text of texts) {
    // oxlint-disable-next-line no-await-in-loop
    await say(bob.page, text)
  }

  await told
  await expect(messages(ann.page).getByText('four', { exact: true })).toBeVisible()
  await expect(note).toHaveCount(0)
  await expect(messages(bob.page).getByText('Waits for its turn')).toHaveCount(0)
  const arrived = await messages(ann.page).getByRole('article').allInnerTexts()
  const found = arrived.flatMap((row) => texts.filter((text) => row.split('\n').includes(text)))
  expect(found).toEqual(texts)
})
