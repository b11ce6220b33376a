import styles from './word-grid.module.css'

interface WordGridProps {
  readonly label: string
  readonly words: readonly string[]
}

/** Words to compare with another screen: four to a row, in reading order. */
export function WordGrid({ label, words }: WordGridProps) {
  return (
    <ol className={styles.grid} aria-label={label}>
      {words.map((word, index) => (
        // The same word may come twice: its place is its identity.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={index} className={styles.word}>
          {word}
        </li>
      ))}
    </ol>
  )
}
