// The texts of en.ts about what owners and moderators decide.

/** What was decided, as lines of the conversation. */
export const rulings = {
  roleChanged: {
    owner: '{{by}} made {{member}} an owner.',
    moderator: '{{by}} made {{member}} a moderator.',
    member: '{{by}} made {{member}} a member.',
    viewer: '{{by}} made {{member}} a viewer.',
  },
  kicked: '{{by}} removed {{member}} from the room.',
  banned: '{{by}} banned {{member}}.',
  bannedUntil: '{{by}} banned {{member}} until {{until}}.',
  unbanned: '{{by}} lifted the ban of {{member}}.',
  muted: '{{by}} muted {{member}}.',
  mutedUntil: '{{by}} muted {{member}} until {{until}}.',
  unmuted: '{{by}} unmuted {{member}}.',
  locked: '{{by}} locked the room: nobody new can join.',
  unlocked: '{{by}} unlocked the room.',
  lift: 'Lift',
  liftOf: 'Lift the ban of {{name}}',
}

/** What one can decide, in the details of a member and below the list of members. */
export const moderation = {
  label: 'What you can decide',
  role: 'Role',
  roleHint: 'Moderators can remove, ban and mute people. Viewers only read.',
  muted: 'Muted until it is lifted',
  mutedUntil: 'Muted until {{until}}',
  mute: 'Mute…',
  unmute: 'Unmute',
  kick: 'Remove…',
  ban: 'Ban…',
  duration: 'For how long',
  tenMinutes: '10 minutes',
  hour: '1 hour',
  day: '1 day',
  month: '30 days',
  lifted: 'Until it is lifted',
  address: 'Also keep out who is new from the same address',
  addressHint:
    'A class or an office can share one address: then nobody new gets in from there, while those who are known in the room stay and come back.',
  ask: {
    mute: {
      title: 'Mute {{name}}?',
      body: '{{name}} can still read, but not write.',
      confirm: 'Mute',
    },
    kick: {
      title: 'Remove {{name}} from the room?',
      body: '{{name}} can join again. To prevent that, ban instead.',
      confirm: 'Remove',
    },
    ban: {
      title: 'Ban {{name}}?',
      body: '{{name}} is removed at once and cannot come back before the ban is over.',
      confirm: 'Ban',
    },
  },
  lock: 'Lock room',
  unlock: 'Unlock room',
  lockHint: 'While it is locked, nobody new can join.',
  unlockHint: 'The room is locked: nobody new can join.',
}
