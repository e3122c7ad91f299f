/** What keeps a held request waiting besides people. */
export const troubleWords = {
  relay: 'Countersign cannot be reached. Your request stays held; trying again.',
  issuer: 'The sign-in service cannot be reached. Your request stays held; trying again.',
} as const
