import { currentPolicy } from '../policy/policy.ts'
import { signInWith } from './fresh-session.ts'
import { SignInFailed } from './sign-in.ts'

/** Signs somebody in where a panel waits for it. Who closes the window is told as before, and can open it again. */
export async function trySignIn(issuer: string): Promise<void> {
  const { policy } = await currentPolicy()
  await signInWith({ policy, issuer }).catch((error: unknown) => {
    if (!(error instanceof SignInFailed)) throw error
  })
}
