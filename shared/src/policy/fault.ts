/** What is wrong, and where: the path of member names and indexes leads to the place in the file. */
export type PolicyFault = { readonly path: readonly (string | number)[]; readonly message: string }
