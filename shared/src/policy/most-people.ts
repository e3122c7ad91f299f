/**
 * How many people a part can ask for, and all parts of a rule together. By itself, since the schema is loaded where no
 * condition is run.
 */
export const mostPeople = 20
