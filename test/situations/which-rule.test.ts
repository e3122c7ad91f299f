import { yes } from './answer.ts'
import { employee, lead, secondLead } from './cast.ts'
import { policyChecks } from './policy-check.ts'
import { situations } from './situation.ts'

const wide = `
  - id: everything
    console: GitHub
    match: { method: POST, url: "https://github.example/*" }
    summary: Change something
    approvers: { when: "true" }`
const narrow = `
  - id: delete-repo
    console: GitHub
    match: { method: POST, url: "https://github.example/:owner/:repo/settings/delete" }
    summary: "Delete {owner}/{repo}"
    approvers: { group: leads, quorum: 2 }`
const other = narrow.replace('delete-repo', 'archive-repo').replace('settings/delete', 'settings/archive')
const anybody = employee('E8', [])

situations({
  'a global “on” that overrides a stricter rule (cline#11698): the narrow rule counts besides': {
    file: `rules:${narrow}${wide}`,
    answers: [yes(lead), yes(anybody)],
    ends: 'quorum_missing',
    by: 'delete-repo',
  },
  'a global “on” that overrides a stricter rule (cline#11698): who counts for the narrow rule counts for the wide one':
    {
      file: `rules:${narrow}${wide}`,
      answers: [yes(lead), yes(secondLead)],
      ends: 'released',
      by: 'delete-repo',
    },
  'a global “on” that overrides a stricter rule (cline#11698): nor where the wide rule stands first': {
    file: `rules:${wide}${narrow}`,
    answers: [yes(lead), yes(anybody)],
    ends: 'quorum_missing',
    by: 'everything',
  },
  'a global “on” that overrides a stricter rule (cline#11698): both have what they ask for': {
    file: `rules:${wide}${narrow}`,
    answers: [yes(lead), yes(secondLead)],
    ends: 'released',
    by: 'everything',
  },
  'a global “on” that overrides a stricter rule (cline#11698): what no narrow rule takes is the wide one’s': {
    file: `rules:${other}${wide}`,
    answers: [yes(anybody)],
    ends: 'released',
    by: 'everything',
  },
})

policyChecks({
  'a global “on” that overrides a stricter rule (cline#11698): a wide rule before a narrow one hides its words, and that is warned of':
    {
      file: `rules:${wide}${narrow}`,
      warning: /rules\.1\.id "delete-repo" is never shown: "everything" before it takes all that it would/,
    },
  'two rules of one name are a fault': { file: `rules:${narrow}${narrow}`, fault: /rules\.1\.id stands twice/ },
  'a group named twice is a fault: the later would replace the stricter one': {
    file: 'groups:\n  leads: { issuer: https://login.acme.example, value: a }\n  leads: { issuer: https://login.acme.example, value: b }',
    fault: /keys must be unique/,
  },
  'a member that nobody knows is a fault: it would look as if it counted': {
    rule: 'approvers: { group: leads, at_least: 2 }',
    fault: /rules\.0\.approvers\.at_least "at_least" is not a known member/,
  },
})
