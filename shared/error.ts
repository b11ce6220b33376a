// Every way in which Parley says no, or says that something ended: one code, one sentence.
// A sentence says what happened and what to do; {{name}} stands for a value of `detail`.

export const ERROR_SENTENCES = {
  // What a person typed
  'bad-address': 'That is not an address. Type a name or an IP address, such as 192.168.1.20.',
  'bad-port': 'A port is a number from 1 to 65535.',
  'bad-name':
    'Choose a name of 1 to {{max}} characters that can be seen; joined emoji and hidden marks are not possible.',
  'mixed-scripts':
    'Choose a name in one alphabet: letters of several, such as Latin and Cyrillic, can make it look like another name.',
  'bad-ports': 'Ports are numbers from 1 to 65535 with blanks between them, {{max}} at most.',
  'bad-room-name': 'Choose a room name of 1 to {{max}} visible characters.',
  'bad-text': 'This message holds characters that cannot be shown. Remove them and send it again.',
  'text-too-long': 'This message is longer than {{max}} bytes. Send it in parts.',
  'unknown-limit': 'There is no limit {{name}}. There are: {{known}}.',
  'bad-limit': 'The limit {{name}} is a whole number from 1 to {{max}}.',
  'bad-profile':
    'After --profile stands the folder of a profile. Give one, or leave --profile out.',
  'arguments-too-long':
    'Parley was started with {{bytes}} bytes of arguments and takes {{max}}. Start it without them, and paste a long link where you join a room.',
  'bad-fingerprint': 'That is not a fingerprint. Copy all of it from the host panel.',
  'bad-invite':
    'That is not an invite. Copy the whole link, from parley:// to its end, or ask for a new one.',
  'password-too-short': 'A password has at least {{min}} characters. Add some words to it.',
  'password-too-long': 'A password has at most {{max}} characters. Shorten it.',
  'password-lost':
    'The password of last time cannot be read on this computer any more. Choose a new one.',
  'password-common':
    'This password is among those that are tried first. Choose another, or six words by chance.',
  'password-weak':
    'This password is easy to find by trying. Choose a longer one, or six words by chance.',

  // Reaching a host
  'unknown-address':
    'No computer is known by the name {{address}}. Check the spelling, or use its IP address.',
  'connection-refused':
    'Nothing listens at {{address}} on port {{port}}. Ask the host whether the room is open and which port it has.',
  'no-route':
    'There is no route to {{address}}. Check that both computers are on the same network.',
  'connect-timed-out':
    '{{address}} did not answer on port {{port}}. A firewall may be in between, or the computer is off.',
  'connection-lost': 'The connection to the host was lost.',
  'closed-early':
    'The host closed the connection at once. It may have too many connections from your network; try again in a moment.',
  'not-parley':
    'What answers at {{address}} on port {{port}} is not a Parley host. Check the port.',
  'too-old': 'This Parley is too old for that host. Install a newer version.',
  'host-too-old':
    'That host runs a Parley that is too old for this one. Ask for the host to be updated.',
  'host-unknown':
    'The host at {{address}} is new to you. Its fingerprint is {{fingerprint}}. Trust it only if the host shows the same.',
  'host-elsewhere':
    'The host at {{address}} is the one that you know from {{knownAt}}. Trust it here only if that is the host you mean: its fingerprint is {{fingerprint}}.',
  'host-changed':
    'The host at {{address}} is not the one you know: its fingerprint is now {{fingerprint}}. It was reinstalled, or this is someone else. Ask the host before you go on.',

  // Being let in
  'password-required':
    'This host asks for a password. Type the one that its people gave you, or use an invite.',
  'bad-password': 'That is not the password of this host. Check it, or ask for it again.',
  'invite-required': 'This host takes people by invite only. Ask for an invite and paste it here.',
  'invite-unknown':
    'The host does not know this invite. Copy the whole link, or ask for a new invite.',
  'invite-expired': 'The time of this invite is over. Ask for a new one.',
  'invite-used': 'This invite was used as often as it may be. Ask for a new one.',
  'invite-revoked': 'The host took this invite back. Ask for a new one.',
  'bad-key':
    'The host could not verify your key. Try again; if it happens again, something may stand between you and the host.',
  'room-locked': 'The room is locked: nobody new comes in. Ask the host to unlock it.',
  'classic-not-allowed':
    'This host does not let telnet and classic programs in. Come with Parley, or ask the host to let them in.',
  banned: 'You are banned from this host. Only its people can let you in again: ask them.',

  // Refusals of a host
  'name-taken':
    'The name {{name}} is taken in this room, or looks like one that is. Choose another.',
  'too-many-sessions':
    'You are in this room from {{max}} devices already. Leave it on one of them first.',
  'too-many-guesses':
    'Wrong passwords were tried too often from your network. Try again in {{seconds}} seconds.',
  'host-full': 'The host is full: it takes {{max}} members. Try again later.',
  'unknown-room': 'There is no such room on this host.',
  'unknown-member': 'Nobody is known by that name in this room.',
  'not-joined': 'You are not in this room. Join it first.',
  'read-only': 'You are here to read. Leave and join again as a member to write.',
  muted: 'You were muted: you can read, but not write. Ask the people who run this room.',
  'not-allowed':
    'Your role in this room does not allow this. Ask the people who run it to do it, or for another role.',
  'id-conflict':
    'A different message was already sent under this id. Copy the text and send it anew.',
  'rate-limited': 'You are sending too fast. The message goes out by itself in a moment.',
  'storage-unavailable':
    'The host cannot store messages at the moment. Yours waits and goes out by itself.',
  'unknown-request': 'The host does not know this request; it may be an older version.',

  // Why a connection ended
  leaving: 'You left.',
  'host-stopped': 'The host stopped the room.',
  replaced:
    'You joined from another window or device with the same profile; this one was replaced.',
  kicked: 'You were removed from the room. Ask the people who run it before you join again.',
  'timed-out': 'Nothing was heard from the other side for too long.',
  'hello-late': 'The connection was closed because nothing introduced itself in time.',
  'admission-late': 'The connection was closed because it was not let in in time. Try again.',
  'too-slow': 'The connection could not keep up with the room and was closed; it is made again.',
  'bad-frame': 'The other side sent something that is not a frame.',
  'frame-too-large': 'The other side sent a frame that is larger than allowed.',
  'bad-utf8': 'The other side sent bytes that are not text.',
  'bad-json': 'The other side sent something that cannot be read.',
  'bad-request': 'The other side sent a request that does not fit its form.',
  'unexpected-request': 'The other side sent a request that has no place at this point.',

  // Hosting
  'port-taken':
    'Port {{port}} is in use by another program on this computer. Port {{suggestion}} is free.',
  'no-free-port': 'Port {{port}} is in use and no free port was found near it. Give another port.',
  'port-forbidden':
    'The system does not let this program listen on port {{port}}. Choose a port above 1023.',
  'further-port-taken':
    'Port {{port}} is in use by another program on this computer. Stop that program, or leave the port out.',
  'low-port-forbidden':
    'The system keeps port {{port}} for its administrator, as all below 1024. Leave that port out, or have it allowed: on Linux, an administrator runs sysctl net.ipv4.ip_unprivileged_port_start={{port}}.',
  'no-network':
    'This computer is on no network, so there is no address to invite to. Connect it and try again.',
  'address-unavailable': 'This computer has no address {{address}} to listen on.',
  'host-key-damaged':
    'The host key in {{path}} cannot be read. Restore the file, or remove it to become a new host that everybody has to trust again.',
  'keyring-locked':
    'The keyring of this computer does not take a secret now. Unlock it and try again.',
  'profile-key-damaged':
    'The key of this profile in {{path}} cannot be read. Restore the file, or remove it to be somebody new to every host.',
  'server-failed':
    'The server of this room failed and could not be started again. Host the room anew.',
  'already-hosting': 'This Parley already hosts a room. Stop hosting it first.',
  'not-hosting': 'This Parley does not host a room.',

  // What is stored
  'disk-full':
    'Only {{free}} MiB are free where {{path}} is kept. Messages wait: free at least {{min}} MiB on that disk, and they go out by themselves.',
  'disk-failing':
    '{{path}} cannot be written: {{cause}}. Messages wait and go out by themselves when it can.',
  'history-unusable':
    'The history in {{path}} cannot be opened: {{cause}}. Restore the file, or move it away to begin anew.',
  'history-damaged':
    '{{missing}} messages that were stored are missing from the history in {{path}}. What could not be read was put aside there.',
  'history-lost': 'The host found that {{missing}} messages were lost from its disk.',
  'fact-damaged': 'Message {{sequence}} cannot be read from the disk of the host any more.',
  'fact-unknown': 'Message {{sequence}} needs a newer version of Parley.',
  'history-diverged':
    'The history of the host is not the one that you have; it may have been restored from a backup. Your copy is kept.',
  'copy-unavailable':
    'Your copy of this room in {{path}} cannot be written: {{cause}}. Free some space on that disk and try again.',
  'outbox-full':
    '{{max}} messages wait to go out already. Wait until the host is back, or discard some.',

  // Files and folders of this computer
  'profile-in-use':
    'Another Parley uses the profile {{path}}. Close it, or choose another with --profile.',
  'data-in-use':
    'Another Parley uses the data folder {{path}}. Close it, or choose another with --data.',
  'file-unreadable': 'The file {{path}} cannot be read: {{cause}}.',
  'folder-unwritable': 'The folder {{path}} cannot be written: {{cause}}.',

  // Links
  'bad-link': 'Parley opens links of the web only: http and https.',
  'link-not-opened': 'No program on this computer opened the link. Copy it and open it yourself.',

  // The application itself
  'already-open': 'This room is open in this window already.',
  'unknown-session': 'This room is no longer open in this window.',
  undelivered: '{{count}} messages could not be delivered to {{address}}.',
  'internal-error':
    'Something went wrong inside Parley. Try again; if it happens again, restart it.',
} as const

/** What is said instead when the detail of a ban says `by: 'address'`. [MO6] */
export const BANNED_BY_ADDRESS =
  'Somebody at your address was banned from this room, so nobody new can join from there. Ask its people to lift that ban.'

/** A reason, stable over versions: it travels on the wire, over IPC and in the JSON output of the terminal. */
export type ErrorCode = keyof typeof ERROR_SENTENCES

/** An expected failure: a code and the values that its sentence names. */
export interface ChatError {
  readonly code: ErrorCode
  readonly detail?: Readonly<Record<string, string | number>>
}

/** The English sentence of an error with its values filled in. A value that is missing shows as `?`. */
export function describeError(error: ChatError): string {
  const sentence = isOfAddress(error) ? BANNED_BY_ADDRESS : ERROR_SENTENCES[error.code]
  return sentence.replace(/\{\{(\w+)\}\}/g, (_, key: string) => String(error.detail?.[key] ?? '?'))
}

/** Whether somebody is kept out by the address, not by the key. [MO6] */
export function isOfAddress({ code, detail }: ChatError): boolean {
  return code === 'banned' && detail?.['by'] === 'address'
}

/** Codes after which something ends by itself, at `until`. */
const ENDING: ReadonlySet<ErrorCode> = new Set(['banned', 'muted'])

/** Whether a value by this name belongs to an error with this code: its sentence names it, or says when it is over. */
export function isDetailOf(code: ErrorCode, key: string): boolean {
  if (code === 'banned' && key === 'by') return true
  return ERROR_SENTENCES[code].includes(`{{${key}}}`) || (key === 'until' && ENDING.has(code))
}

/** Whether a code that came from outside is one of ours: a newer peer may have more. */
export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_SENTENCES, code)
}
