import styles from './avatar.module.css'

interface AvatarProps {
  /** Decides the colour: the same text always has the same one. */
  readonly id: string
  readonly name: string
  readonly size?: 'small' | 'medium' | 'large'
}

/** One or two initials on a colour of their own. Decoration: the name stands beside it. */
export function Avatar({ id, name, size = 'medium' }: AvatarProps) {
  return (
    <span className={`${styles.avatar} ${styles[size]}`} style={{ '--hue': hueOf(id) }} aria-hidden>
      {initialsOf(name)}
    </span>
  )
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** The first characters of the first and last word, as people see characters. */
export function initialsOf(name: string): string {
  const words = name.match(/[\p{L}\p{N}][^\s_.-]*/gu) ?? [name]
  const picked = words.length > 1 ? [words[0], words.at(-1)] : [words[0]]
  return picked
    .map((word = '') => [...segmenter.segment(word)][0]?.segment ?? '')
    .join('')
    .toUpperCase()
}

/** A hue in degrees, spread evenly over ids. */
export function hueOf(id: string): number {
  let hash = 0
  for (const character of id) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003
  return (hash * 137) % 360
}
