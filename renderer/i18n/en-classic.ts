// The texts of en.ts about programs that take part without a key.

/** Beside a name that nobody has proven to bear. */
export const unverified = {
  badge: 'unverified',
  hint: 'Not verified: this person came with telnet or a classic program. Anybody could use this name, and what is written there travels unencrypted.',
  messageOf: '{{name}}, not verified, {{time}}',
}

/** In the dialog that opens a room. */
export const hostClassic = {
  label: 'Let in telnet and classic programs (not encrypted)',
  hint: 'Whatever is said in the room can then be read along the network, and nobody who comes that way proves who they are.',
  closed:
    'Only in a room that everybody can join: these programs can prove neither a password nor an invite.',
  ports: 'Further ports',
  portsHint:
    'For programs whose port cannot be changed: 6000 for 16BPP, 1000 for SGS, 399 for McTainsh. Put blanks between them.',
}

/** In the panel of a room that is hosted. */
export const hostingClassic = {
  on: 'Telnet and classic programs are let in: what is said can be read along the network.',
  ports: 'They reach it on port {{ports}} too.',
}
