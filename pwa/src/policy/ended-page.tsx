import type { Policy } from '@countersign/shared/policy'
import { Frame, Link, Message } from '../frame.tsx'
import { lastDay } from './validity.ts'

/** The policy's date is past, and the relay offers no newer one: nothing can be approved, and nothing gets through. */
export default function EndedPage({ policy }: { readonly policy: Policy }) {
  const { organisation } = policy
  return (
    <Frame
      actions={
        <>
          <button type="button" class="button button--main" onClick={() => location.assign('/')}>
            Look for new rules
          </button>
          <Link class="button" to="/verify">
            Check a proof
          </Link>
        </>
      }
    >
      <Message headline={`The rules of ${organisation} have ended`}>
        <p>
          Their last day was {lastDay(policy)}. Everything that they protect stays held, and nobody can approve
          anything.
        </p>
        <p>
          Tell whoever looks after Countersign at {organisation}: they sign a new version, and give it to the relay.
          Then it goes on here.
        </p>
      </Message>
    </Frame>
  )
}
