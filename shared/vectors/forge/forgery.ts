/** What is wrong with a forgery; each verifier has its own code for it. */
export type Fault = 'structure' | 'base64url' | 'json' | 'algorithm' | 'signature'

export type Forgery = { readonly why: string; readonly jws: string; readonly fault: Fault }
