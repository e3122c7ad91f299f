import { announce, meta, settle } from './rows.js'

/** One address for everything: what it does stands in the document. */
const graphql = async (query, variables) => {
  const response = await settle(
    fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-csrf-token': meta('csrf-token') },
      body: JSON.stringify({ query, variables }),
    }),
  )
  return (await response.json()).data
}

const analyze = 'mutation Analyze($name: String!) { analyzeTable(name: $name) }'
const drop = 'mutation Drop($name: String!) { gone: dropTable(name: $name) }'

document.querySelector('tbody')?.addEventListener('click', async (event) => {
  const button = event.target instanceof Element ? event.target.closest('button[data-action]') : null
  const row = button?.closest('tr[data-row]')
  if (!(button instanceof HTMLButtonElement) || !(row instanceof HTMLTableRowElement)) return
  try {
    const name = row.dataset.row
    if (button.dataset.action === 'analyze') announce((await graphql(analyze, { name })).analyzeTable)
    if (button.dataset.action === 'drop') {
      announce((await graphql(drop, { name })).dropTable)
      row.remove()
    }
  } catch (error) {
    announce(error.message)
  }
})
