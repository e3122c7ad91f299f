import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'

type ChooseProps = { readonly onFile: (file: File) => void; readonly children: ComponentChildren }

/** The browser's own file chooser, as one of our buttons: it keeps its keyboard and its name for screen readers. */
export function Choose({ onFile, children }: ChooseProps) {
  return (
    <label class="button button--main choose">
      {children}
      <input
        type="file"
        class="sr"
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0]
          // The same file, changed meanwhile, can be chosen again.
          currentTarget.value = ''
          if (file !== undefined) onFile(file)
        }}
      />
    </label>
  )
}

/** Takes a file that is dropped anywhere on the page, and says whether one hovers. */
export function useDropped(onFile: (file: File) => void): boolean {
  const [over, setOver] = useState(false)
  const latest = useRef(onFile)
  latest.current = onFile
  useEffect(() => {
    const hover = (event: DragEvent) => {
      event.preventDefault()
      setOver(true)
    }
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false)
    }
    const drop = (event: DragEvent) => {
      // Else the browser would leave the app and open the file.
      event.preventDefault()
      setOver(false)
      const file = event.dataTransfer?.files[0]
      if (file !== undefined) latest.current(file)
    }
    addEventListener('dragover', hover)
    addEventListener('dragleave', leave)
    addEventListener('drop', drop)
    return () => {
      removeEventListener('dragover', hover)
      removeEventListener('dragleave', leave)
      removeEventListener('drop', drop)
    }
  }, [])
  return over
}
