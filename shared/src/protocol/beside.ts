/** Bytes of a body, or of what stood there before, that travel beside a request at most, for people to read. */
export const mostBeside = 65_536
