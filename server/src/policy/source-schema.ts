import { PolicySource } from '@countersign/shared/policy'

/** The JSON Schema of a `policy.yaml`, for editors. */
export function sourceSchema(): object {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Countersign policy',
    description: 'Which requests are protected, and who must approve them how: policy.yaml.',
    ...PolicySource,
  }
}
