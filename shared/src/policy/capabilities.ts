import { type Static, Type } from 'typebox'

/**
 * What an identity provider was seen to deliver (`countersign doctor ISSUER --sign-in`). It is for whoever writes
 * rules: one that asks for more is refused when it is compiled. No verifier relies on it, since every token is judged
 * by itself; clients insist on `iss_parameter`. What is absent is not known.
 */
export const Capabilities = Type.Object(
  {
    auth_time: Type.Optional(Type.Boolean({ description: 'ID tokens say when the person signed in.' })),
    prompt_login: Type.Optional(Type.Boolean({ description: 'With prompt=login everybody signs in anew.' })),
    acr: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
        maxItems: 50,
        description: 'Every `acr` that comes back in ID tokens; none: there is no such claim.',
      }),
    ),
    groups: Type.Optional(Type.Boolean({ description: 'The claim that identity.groups names is in ID tokens.' })),
    iss_parameter: Type.Optional(
      Type.Boolean({ description: 'Answers name their issuer (RFC 9207); without it they are refused.' }),
    ),
  },
  { additionalProperties: false },
)

export type Capabilities = Static<typeof Capabilities>
