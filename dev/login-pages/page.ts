/** The page of a login system, written from its data. */
import {
  type Alternative,
  type AskedSample,
  exampleVariables,
  type Provider,
  type Sample,
  type TokenSample,
  type Variables,
} from '../../cli/providers';
import { block, fence, json, table, wrap } from './markdown';

/** The text of a page of `docs/logins`. */
export function pageOf(provider: Provider): string {
  const { about, name, sample, identity } = provider;
  const shown = exampleVariables(provider);
  const sections: [string, readonly string[]][] = [
    ['Credential', about.credential.map(block)],
    [
      'Variables',
      [
        fence('sh', variableLines(shown)),
        table(['', ''], about.values),
        ...(about.afterVariables ?? []).map(block),
      ],
    ],
    ['In your app', (about.app ?? []).map(block)],
    ['Trap', about.trap.map(block)],
    ['Sign-out', about.signOut.text.map(block)],
    ['Sample', [...sampleBlocks(sample, identity, shown), ...(about.afterSample ?? []).map(block)]],
    ['Other ways', (about.alternatives ?? []).flatMap(alternativeBlocks)],
    ['Sources', sourceBlocks(provider)],
  ];
  const written = sections.filter(([, blocks]) => blocks.length > 0);
  return `${[`# ${name}`, ...written.flatMap(([title, blocks]) => [`## ${title}`, ...blocks])].join('\n\n')}\n`;
}

const variableLines = (variables: Variables) =>
  Object.entries(variables)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n');

function alternativeBlocks({ title, text, variables, sample, identity }: Alternative): string[] {
  return [
    `### ${title}`,
    ...text.map(block),
    fence('sh', variableLines(variables)),
    ...sampleBlocks(sample, identity, variables),
  ];
}

function sampleBlocks(sample: Sample, identity: string, variables: Variables): string[] {
  return sample.kind === 'token'
    ? tokenBlocks(sample, identity)
    : askedBlocks(sample, identity, variables);
}

function tokenBlocks({ header, payload, sentIn }: TokenSample, identity: string): string[] {
  const place = sentIn === undefined ? '' : ` It comes in \`${sentIn}\`.`;
  const [head, body] = [json(header, '  '), json(payload, '  ')];
  return [
    wrap(`A token, decoded; its user becomes the identity \`${identity}\`.${place}`),
    fence('json', `{\n  "header": ${head},\n  "payload": ${body}\n}`),
  ];
}

function askedBlocks(
  { sent, request, answer, unknown }: AskedSample,
  identity: string,
  { AUTH_USERINFO_URL, AUTH_INTROSPECTION_URL }: Variables,
): string[] {
  const asked = new URL(AUTH_USERINFO_URL ?? AUTH_INTROSPECTION_URL ?? '');
  const credential =
    'bearer' in sent
      ? `Authorization: Bearer ${sent.bearer}`
      : `Cookie: ${sent.cookie}=${sent.value}`;
  const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`);
  const form = Object.entries(request.form ?? {}).map(([name, value]) => `\n${name}=${value}`);
  const redirect = unknown.headers?.Location;
  const body = unknown.body === undefined ? 'no body' : `\`${json(unknown.body)}\``;
  const no = redirect === undefined ? body : `a redirect to \`${redirect}\``;
  return [
    "The app's request to this service, and the service's request to the system:",
    fence(
      'http',
      [
        'POST /token',
        credential,
        '',
        `${request.method} ${asked.pathname}${asked.search}`,
        `Host: ${asked.host}`,
        ...headers,
        ...form,
      ].join('\n'),
    ),
    wrap(`A valid credential is answered with 200; its user becomes the identity \`${identity}\`:`),
    fence('json', json(answer)),
    wrap(`An unknown one is answered with ${unknown.status} and ${no}.`),
  ];
}

function sourceBlocks({ about: { checked, sources, unconfirmed = [] } }: Provider): string[] {
  return [
    `Checked on ${checked}:`,
    sources.map((source) => `- ${source}`).join('\n'),
    ...(unconfirmed.length === 0
      ? []
      : [
          '**Not confirmed by a source:**',
          block(unconfirmed.map((each) => `- ${each}`).join('\n')),
        ]),
  ];
}
