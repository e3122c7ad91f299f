import { Link } from '../frame.tsx'

/** The way from one request to the others. */
export function Back() {
  return (
    <Link class="button" to="/">
      What else waits for you
    </Link>
  )
}
