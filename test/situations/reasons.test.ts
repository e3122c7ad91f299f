import { yes } from './answer.ts'
import { lead } from './cast.ts'
import { policyChecks } from './policy-check.ts'
import { situations } from './situation.ts'

// Whoever asks says: “Left over from the migration”.

const asking = (reason: string) => `approvers: { group: leads }\nreason: ${reason}`

situations({
  'a reason that is no ticket, where a ticket is asked for': {
    rule: asking('{ like: "*OPS-#*", hint: A ticket number }'),
    answers: [],
    ends: 'request_reason_mismatch',
  },
  'a reason that has in it what is asked for': {
    rule: asking('{ like: ["*OPS-#*", "*Migration*"] }'),
    answers: [yes(lead)],
    ends: 'released',
  },
  'a reason that begins as it is asked for, and goes on': {
    rule: asking('{ like: "Left over" }'),
    answers: [],
    ends: 'request_reason_mismatch',
  },
  'a reason that nobody had to give, and that is not what one has to be like': {
    rule: asking('{ required: false, like: "OPS-#" }'),
    answers: [],
    ends: 'request_reason_mismatch',
  },
  'a later rule that asks for a ticket counts besides': {
    file: `rules:
  - id: everything
    console: GitHub
    match: { method: POST, url: "https://github.example/*" }
    summary: Change something
    approvers: { group: leads }
  - id: delete-repo
    console: GitHub
    match: { method: POST, url: "https://github.example/:owner/:repo/settings/delete" }
    summary: "Delete {owner}/{repo}"
    reason: { like: "OPS-#" }
    approvers: { group: leads }`,
    answers: [],
    ends: 'request_reason_mismatch',
  },
})

policyChecks({
  'a reason that would have to begin with a space is a fault': {
    rule: asking('{ like: " OPS-#" }'),
    fault: /rules\.0\.reason\.like begins or ends with a space/,
  },
  'a regular expression in the place of a pattern is a fault': {
    rule: asking('{ like: "OPS-\\\\d+" }'),
    fault: /rules\.0\.reason\.like after/,
  },
})
